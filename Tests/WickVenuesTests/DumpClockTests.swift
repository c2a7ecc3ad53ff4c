import Testing
import WickDomain

@testable import WickVenues

@Suite struct DumpClockTests {
    private func read(_ texts: String...) throws -> Timestamp? {
        var clock = DumpClock()
        var time: Timestamp?
        for text in texts {
            let bytes = Array(text.utf8)
            time = try bytes.withUnsafeBytes { try clock.read($0, column: .time) }
        }
        return time
    }

    @Test func theNumberOfDigitsTellsTheUnit() throws {
        let moment = try Timestamp(iso8601: "2024-08-08T12:34:56Z")
        #expect(try read("1723120496") == moment)
        #expect(try read("1723120496000") == moment)
        #expect(try read("1723120496000000") == moment)
        #expect(try read("1723120496000000999") == moment)
    }

    @Test func secondsMayHaveAFractionWhichIsCutBelowAMicrosecond() throws {
        #expect(try read("1723120496.5")?.microseconds == 1_723_120_496_500_000)
        #expect(try read("1723120496.123456789")?.microseconds == 1_723_120_496_123_456)
        #expect(try read("1723120496", "1723120496.1", "1723120497")?.microseconds == 1_723_120_497_000_000)
    }

    @Test(arguments: [
        "", "1", "-1723120496", "17231204960", "1723120496.", "1723120496.1234567890123", "1723120496 ", "1000000000",
        "4102444800", "2024-13-01", "2024-01-01 24:00:00",
        "1.7e9", "9999999999999999999", "99999999999999999999999", "2024-01-01 00:00:00+99:00", "01/02/2024 00:00",
    ])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(throws: DumpFault.self) { try read(text) }
    }

    @Test func theUnitMayChangeFromRowToRow() throws {
        let moment = try Timestamp(iso8601: "2025-01-01T00:00:00Z")
        #expect(try read("1735689599999", "1735689600000000") == moment)
        #expect(try read("1735689600", "1735689600000.0") == moment)
    }

    @Test(arguments: [
        "2024-01-01 00:00:00+00:00", "2024-01-01T00:00:00Z", "2024-01-01 00:00:00", "2024-01-01T00:00", "2024-01-01",
        "2024-01-01 01:00:00+01:00", "2023-12-31 19:00:00.000-0500", "2024/01/01 00:00:00 UTC",
        "2024-01-01T00:00:00.000000000Z",
    ])
    func textIsReadInTheFormsThatProgramsWrite(text: String) throws {
        #expect(try read(text)?.description == "2024-01-01T00:00:00Z")
    }

    @Test func aTimeWithoutAZoneIsTakenForUTCAndSaid() throws {
        var clock = DumpClock()
        for (text, isAssumed) in [("2024-01-01 00:00:00Z", false), ("2024-01-01 00:00:00", true)] {
            _ = try Array(text.utf8).withUnsafeBytes { try clock.read($0, column: .time) }
            #expect(clock.assumedUTC == isAssumed)
        }
    }
}
