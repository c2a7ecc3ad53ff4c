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
        "", "1", "-1723120496", "17231204960", "1723120496.", "1723120496.1234567890", "1723120496000.5", "1723120496 ",
        "1.7e9", "9999999999999999999", "99999999999999999999999", "2024-01-01",
    ])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(throws: DumpFault.self) { try read(text) }
    }

    @Test func aChangeOfUnitWithinAFileIsRefused() {
        let fault = #expect(throws: DumpFault.self) { try read("1735689599999", "1735689600000000") }
        #expect(
            fault?.description == "time '1735689600000000' has 16 digits where the first row's time has 13: the unit "
                + "changes within the file, or the value is damaged")
    }
}
