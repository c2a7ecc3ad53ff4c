import Testing
import WickNetwork

@Suite struct RetryAfterTests {
    /// 2026-11-23 10:00:00 UTC.
    let now: Int64 = 1_795_428_000_000_000_000

    @Test(arguments: [("0", Duration.zero), ("120", .seconds(120)), ("999999999999999999", RetryAfter.maximum)])
    func secondsAreTaken(text: String, wait: Duration) {
        #expect(RetryAfter.duration(text, nowNanoseconds: now) == wait)
    }

    @Test(arguments: [
        "Mon, 23 Nov 2026 10:00:30 GMT", "Monday, 23-Nov-26 10:00:30 GMT", "Mon Nov 23 10:00:30 2026",
    ])
    func allThreeFormsOfADateAreTaken(text: String) {
        #expect(RetryAfter.duration(text, nowNanoseconds: now) == .seconds(30))
    }

    @Test func dateThatHasPassedIsNoWait() {
        #expect(RetryAfter.duration("Mon, 23 Nov 2026 09:00:00 GMT", nowNanoseconds: now) == .zero)
    }

    @Test func dateFarAheadIsBounded() {
        #expect(RetryAfter.duration("Mon, 23 Nov 2099 10:00:00 GMT", nowNanoseconds: now) == RetryAfter.maximum)
    }

    @Test(arguments: [
        "", "soon", "-1", "1.5", "1e3", " 5", "12:xx", "tomorrow 10:00", String(repeating: "9", count: 400),
    ])
    func anythingElseIsNone(text: String) { #expect(RetryAfter.duration(text, nowNanoseconds: now) == nil) }
}
