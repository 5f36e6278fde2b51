"""What the doctor says of a real PostgreSQL server."""

import psycopg
import pytest

from tests.acceptance.conftest import Terminal

pytestmark = pytest.mark.postgresql


def test_an_account_that_may_only_read_is_right_for_a_node_of_readers(
    onrecord: Terminal, migrated_postgres: str
) -> None:
    with psycopg.connect(migrated_postgres, autocommit=True) as connection:
        connection.execute("CREATE ROLE onlooker LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker")
        connection.execute("INSERT INTO onrecord_node VALUES ('north', now() - interval '5 minutes', '{}')")
    try:
        report = onrecord("doctor", "--json", ONRECORD_DATABASE_URL=migrated_postgres.replace("tester", "onlooker"))
        findings = {finding["name"]: finding for finding in report.json["findings"]}
        assert findings["database"]["found"].startswith("PostgreSQL ")
        assert findings["role"]["found"].startswith("the primary")
        assert findings["log"]["verdict"] == "note"
        assert "may not" in findings["log"]["found"]
        # The tests' own server lies about its disk, and the doctor sees it.
        assert "fsync off" in findings["journal"]["found"]
        assert "north has not told" in findings["machine"]["found"]
    finally:
        with psycopg.connect(migrated_postgres, autocommit=True) as connection:
            connection.execute("DELETE FROM onrecord_node")
            connection.execute("DROP OWNED BY onlooker")
            connection.execute("DROP ROLE onlooker")
