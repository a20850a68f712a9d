DROP TABLE password_tokens;
ALTER TABLE sessions
  DROP COLUMN user_agent;
