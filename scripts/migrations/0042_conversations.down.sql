DROP TRIGGER whatsapp_messages_gathered;

DROP TABLE whatsapp_conversations;
