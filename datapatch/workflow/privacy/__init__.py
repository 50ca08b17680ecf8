"""What is held about people, and how it is forgotten, in git too."""
