import Testing

@testable import WickFrames

@Suite struct RowFaultsTests {
    @Test func rowsAreCountedByReasonAndTheFirstOfEachIsKept() {
        var faults = RowFaults()
        faults.note("open_time '1518168494789' (2018-02-09T09:28:14Z) is not the start of a minute", file: "a", line: 3)
        faults.note("volume 'x y' is not a decimal", file: "a", line: 4)
        faults.note("open_time '1' (2018) is not the start of a minute", file: "b", line: 9)
        #expect(
            faults.summary == "3 rows left out (2 open_time is not the start of a minute, 1 volume is not a decimal)")
        #expect(
            faults.lines == [
                "a:3: open_time '1518168494789' (2018-02-09T09:28:14Z) is not the start of a minute; the first of 2 such rows",
                "a:4: volume 'x y' is not a decimal",
            ])
    }

    @Test func reasonsHaveAMaximum() {
        var faults = RowFaults()
        for index in 0..<1000 { faults.note("reason \(String(repeating: "x", count: index))", file: "a", line: index) }
        #expect(faults.count == 1000)
        #expect(faults.reasons.count == RowFaults.maximumReasons)
        #expect(faults.reasons.reduce(0) { $0 + $1.count } == 1000)
        var sum = RowFaults()
        sum += faults
        sum += faults
        #expect(sum.count == 2000)
        #expect(sum.reasons.count == RowFaults.maximumReasons)
    }
}
