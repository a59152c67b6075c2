"""Running the bot: doctor, health, logs, sign-in, APScheduler jobs."""
