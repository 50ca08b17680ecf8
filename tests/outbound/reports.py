"""Reports about mails that could not be delivered, as mail servers write them (RFC 3464)."""

REPORT = """\
From: MAILER-DAEMON@mail.example
To: noreply@hub.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

--edge
Content-Type: text/plain; charset=us-ascii

I could not deliver your message.

--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Arrival-Date: Mon, 4 May 2026 12:00:01 +0000

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no

--edge
Content-Type: {kind}

From: Data Patch <noreply@hub.example>
To: {recipient}
Message-ID: {message_id}
Subject: =?utf-8?q?Publi=C3=A9?=

--edge--
"""


def report(
    message_id: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    kind: str = "message/rfc822",
    recipient: str = "ana@example.org",
) -> bytes:
    """What a server says of one mail; ``kind`` is how it quotes it."""
    text = REPORT.format(
        message_id=message_id, action=action, status=status, kind=kind, recipient=recipient
    )
    return text.encode()
