-- What someone is to do, perhaps about a lead or a customer, with whom it goes.
CREATE TABLE tasks (
  id BINARY(16) NOT NULL,
  title VARCHAR(200) NOT NULL,
  notes TEXT NULL,
  due_at DATETIME(6) NULL,
  lead_id BINARY(16) NULL,
  customer_id BINARY(16) NULL,
  assignee_id BINARY(16) NOT NULL,
  done_at DATETIME(6) NULL,
  created_by BINARY(16) NOT NULL,
  remind_at DATETIME(6) NULL COMMENT 'when its assignee is to be reminded; null: not, or not again',
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  is_done BOOLEAN AS (done_at IS NOT NULL) PERSISTENT,
  place DATETIME(6) AS (COALESCE(due_at, '9999-12-31 23:59:59.999999')) PERSISTENT COMMENT 'in lists: what has no time comes last',
  PRIMARY KEY (id),
  KEY tasks_place (place),
  KEY tasks_done (is_done, place),
  KEY tasks_assignee (assignee_id, place),
  KEY tasks_assignee_done (assignee_id, is_done, place),
  KEY tasks_lead (lead_id, place),
  KEY tasks_customer (customer_id, place),
  KEY tasks_creator (created_by),
  KEY tasks_reminder (remind_at),
  CONSTRAINT tasks_of_one_record CHECK (lead_id IS NULL OR customer_id IS NULL),
  CONSTRAINT tasks_lead_fk FOREIGN KEY (lead_id) REFERENCES leads (id),
  CONSTRAINT tasks_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id),
  CONSTRAINT tasks_assignee_fk FOREIGN KEY (assignee_id) REFERENCES users (id),
  CONSTRAINT tasks_creator_fk FOREIGN KEY (created_by) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many tasks each member of staff has, done and not, spread over 64 rows each like lead_counts.
CREATE TABLE task_counts (
  assignee_id BINARY(16) NOT NULL,
  is_done BOOLEAN NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (assignee_id, is_done, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER tasks_counted AFTER INSERT ON tasks FOR EACH ROW
  INSERT INTO task_counts (assignee_id, is_done, shard, total)
  VALUES (NEW.assignee_id, NEW.done_at IS NOT NULL, CONNECTION_ID() MOD 64, 1)
  ON DUPLICATE KEY UPDATE total = total + 1;

CREATE TRIGGER tasks_recounted AFTER UPDATE ON tasks FOR EACH ROW
  IF OLD.assignee_id <> NEW.assignee_id OR (OLD.done_at IS NULL) <> (NEW.done_at IS NULL) THEN
    INSERT INTO task_counts (assignee_id, is_done, shard, total)
    VALUES
      (OLD.assignee_id, OLD.done_at IS NOT NULL, CONNECTION_ID() MOD 64, -1),
      (NEW.assignee_id, NEW.done_at IS NOT NULL, CONNECTION_ID() MOD 64, 1)
    ON DUPLICATE KEY UPDATE total = total + VALUES(total); END IF;

CREATE TRIGGER tasks_uncounted AFTER DELETE ON tasks FOR EACH ROW
  INSERT INTO task_counts (assignee_id, is_done, shard, total)
  VALUES (OLD.assignee_id, OLD.done_at IS NOT NULL, CONNECTION_ID() MOD 64, -1)
  ON DUPLICATE KEY UPDATE total = total - 1;

-- A task publishes what becomes of it; a reminder is no change of it.
CREATE TRIGGER tasks_announced AFTER INSERT ON tasks FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  VALUES ('tasks', 'task_created', NEW.id, UTC_TIMESTAMP(6));

CREATE TRIGGER tasks_reannounced AFTER UPDATE ON tasks FOR EACH ROW
  IF NEW.version <> OLD.version THEN
    INSERT INTO event_queue (channel, type, subject_id, created_at)
    VALUES ('tasks', 'task_changed', NEW.id, UTC_TIMESTAMP(6)); END IF;

CREATE TRIGGER tasks_withdrawn AFTER DELETE ON tasks FOR EACH ROW
  INSERT INTO event_queue (channel, type, subject_id, created_at)
  VALUES ('tasks', 'task_deleted', OLD.id, UTC_TIMESTAMP(6));

-- A deletion that a foreign key cascades to fires no trigger, so tasks go with their record by these.
CREATE TRIGGER leads_untasked BEFORE DELETE ON leads FOR EACH ROW
  DELETE FROM tasks
  WHERE lead_id = OLD.id;

CREATE TRIGGER customers_untasked BEFORE DELETE ON customers FOR EACH ROW
  DELETE FROM tasks
  WHERE customer_id = OLD.id;
