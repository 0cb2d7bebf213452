"""What every test may ask for; the fixtures themselves are beside what they are about."""

pytest_plugins = ["tests.database.fixtures", "tests.browser.fixtures", "tests.order"]
