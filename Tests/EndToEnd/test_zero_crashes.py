"""The last of the tests that do no harm: what they sent was hostile, and must not have ended a process."""


def test_no_responder_has_ended_since_the_first_test(instance, first_responders):
    assert instance.responders() == first_responders


def test_no_handler_failed_unexpectedly(instance):
    """An answer of 500 is a fault of ours, whatever was sent."""
    failed = [line for lines in instance.log_lines('"status":500').values() for line in lines if line.startswith("{")]
    assert len(failed) <= 1, failed[:5]  # the one whose file a test took away
