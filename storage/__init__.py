"""Every byte that is kept: models, encryption, repositories, units of work, migrations."""
