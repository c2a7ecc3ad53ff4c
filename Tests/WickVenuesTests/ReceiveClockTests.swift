import Testing
import WickDomain
import WickFrames
import WickSimulation

@testable import WickVenues

@Suite struct ReceiveClockTests {
    private func verdicts(_ offsets: some Sequence<Int64>, apart milliseconds: Int64 = 200) -> [ReceiveClock.Verdict] {
        var clock = ReceiveClock()
        var now = Timestamp(seconds: 1_732_881_600)
        return offsets.compactMap { offset in
            now = now + .milliseconds(milliseconds)
            return clock.add(eventTime: now - .milliseconds(offset), receivedTime: now)
        }
    }

    @Test func halfASecondOffIsSaidOnceAndTakenBackOnce() {
        #expect(verdicts(repeatElement(80, count: 500)).isEmpty)
        #expect(verdicts(repeatElement(600, count: 500)) == [.wrong(offset: .milliseconds(600))])
        #expect(verdicts(repeatElement(-40, count: 500)) == [.wrong(offset: .milliseconds(-40))])
        let mended = verdicts(Array(repeating: 900, count: 101) + Array(repeating: 50, count: 101))
        #expect(mended == [.wrong(offset: .milliseconds(900)), .plausible])
    }

    @Test func fewOutliersAndShortBurstsDecideNothing() {
        #expect(verdicts((0..<1000).map { $0 % 3 == 0 ? 5000 : 60 }).isEmpty)
        // After a pause thousands of old trades come at once.
        #expect(verdicts(repeatElement(120_000, count: 5000), apart: 0).isEmpty)
    }
}
