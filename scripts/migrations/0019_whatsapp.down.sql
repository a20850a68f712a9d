DROP TABLE whatsapp_messages;

DROP TABLE whatsapp_sessions;
