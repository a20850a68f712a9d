DROP TABLE user_sightings;

DROP TABLE invitations;
