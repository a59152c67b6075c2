"""What the bot costs and how soon it speaks, each measure beside a plain alternative."""
