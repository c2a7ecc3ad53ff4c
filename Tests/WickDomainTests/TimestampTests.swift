import Testing
import WickDomain

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2024-11-29T12:00:00.123456Z", 1_732_881_600_123_456),
        ("2024-02-29T23:59:59.9Z", 1_709_251_199_900_000), ("2000-03-01T00:00:00.000001Z", 951_868_800_000_001),
        ("2023-02-09T20:32:50.714964855Z", 1_675_974_770_714_964), ("1969-12-31T23:59:59Z", -1_000_000),
    ])
    func readsUTC(text: String, microseconds: Int64) throws {
        #expect(try Timestamp(iso8601: text).microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2024-11-29", "2024-11-29T12:00:00", "2024-11-29T12:00:00+00:00", "2024-02-30T00:00:00Z",
        "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-11-29T24:00:00Z",
        "2024-11-29T12:60:00Z", "2024-11-29T12:00:60Z", "2024-11-29T12:00:00.Z", "2024-11-29T12:00:00.1234567890Z",
        "2024-11-29 12:00:00Z", "2024-11-29T12:00:00.12x456Z", "20x4-11-29T12:00:00Z",
    ])
    func refusesWhatIsNoUTCTime(text: String) {
        #expect(throws: DomainError.notTimestamp(text: text)) { try Timestamp(iso8601: text) }
    }

    @Test func whatIsWrittenReadsBack() throws {
        for days in stride(from: Int64(-30_000), through: 60_000, by: 37) {
            for part in [Int64(0), 1, 999_999, 86_399_999_999] {
                let time = Timestamp(microseconds: days * 86_400_000_000 + part)
                #expect(try Timestamp(iso8601: time.description) == time)
            }
        }
    }

    @Test func floorsTowardsThePast() {
        #expect(Timestamp(seconds: 119).floored(to: .seconds(60)) == Timestamp(seconds: 60))
        #expect(Timestamp(seconds: 60).floored(to: .seconds(60)) == Timestamp(seconds: 60))
        #expect(Timestamp(microseconds: -1).floored(to: .seconds(60)) == Timestamp(seconds: -60))
        #expect(Timestamp(nanoseconds: -1) == Timestamp(microseconds: -1))
        #expect(Timestamp(nanoseconds: 1999) == Timestamp(microseconds: 1))
    }

    @Test func arithmeticStaysAtTheEndsOfTime() {
        #expect(Timestamp(seconds: .max) == .distantFuture && Timestamp(milliseconds: .min) == .distantPast)
        #expect(Timestamp(nanoseconds: .min).microseconds == Int64.min / 1000 - 1)
        #expect(Timestamp.distantFuture + .seconds(1) == .distantFuture)
        #expect(Timestamp.distantPast - .seconds(1) == .distantPast)
        #expect(Timestamp.distantPast + .seconds(-1) == .distantPast)
        #expect(Timestamp.distantFuture - .seconds(-1) == .distantFuture)
        #expect(Timestamp(seconds: 1) + .seconds(Int64.max) == .distantFuture)
        #expect(Timestamp(seconds: -1) - .seconds(Int64.max) == .distantPast)
        #expect(Timestamp.distantFuture - Timestamp.distantPast == .microseconds(Int64.max))
        #expect(Timestamp.distantPast - Timestamp.distantFuture == .microseconds(Int64.min))
        #expect(Timestamp.distantPast.floored(to: .seconds(86_400)) == .distantPast)
        #expect(Timestamp.distantFuture.nanoseconds == .max && Timestamp(seconds: 2).nanoseconds == 2_000_000_000)
        #expect(Duration.seconds(Int64.max).microseconds == .max && Duration.seconds(Int64.min).microseconds == .min)
        // Every moment can be written.
        for time in [Timestamp.distantPast, .distantFuture, .distantPast + .microseconds(1)] {
            #expect(!time.description.isEmpty)
        }
    }

    @Test(arguments: [
        ("2009-01-02T23:59:59Z", false), ("2009-01-03T00:00:00Z", true), ("2026-03-02T00:00:00Z", true),
        ("2099-12-31T23:59:59Z", true), ("2100-01-01T00:00:00Z", false), ("1970-01-21T12:20:09Z", false),
    ])
    func noClockIsBeforeTheFirstCoinOrAfterTheCentury(text: String, isPlausible: Bool) throws {
        #expect(try Timestamp(iso8601: text).isPlausible == isPlausible)
    }
}
