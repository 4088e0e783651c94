"""The Genesys dialect: web messaging, guest chat, OAuth, the platform API and notifications."""
