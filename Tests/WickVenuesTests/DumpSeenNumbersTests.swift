import Testing

@testable import WickVenues

@Suite struct SeenNumbersTests {
    @Test func anyOrderOfInsertsAgreesWithASet() {
        var generator = SplitMix(state: 11)
        for _ in 0..<200 {
            var seen = SeenNumbers()
            var expected: Set<UInt64> = []
            for _ in 0..<60 {
                let low = generator.next() % 60
                let high = low + generator.next() % 4
                let isNew = expected.isDisjoint(with: low...high)
                let isInserted = seen.insert(low, through: high)
                #expect(isInserted == isNew)
                if isNew { expected.formUnion(low...high) }
            }
            for number in 0..<70 as Range<UInt64> { #expect(seen.contains(number) == expected.contains(number)) }
            for low in 0..<64 as Range<UInt64> {
                #expect(seen.covers(low, through: low + 5) == expected.isSuperset(of: low...low + 5))
            }
            let span = (expected.max() ?? 0) - (expected.min() ?? 0) + 1
            #expect(seen.missing == span - UInt64(expected.count))
        }
    }

    @Test func aSeriesFullOfHolesForgetsItsOldestPart() {
        var seen = SeenNumbers()
        let inserts = UInt64(SeenNumbers.maximumRuns + 1)
        for index in 0..<inserts { _ = seen.insert(index * 2, through: index * 2) }
        #expect(!seen.contains(0))
        #expect(seen.contains((inserts - 1) * 2))
        #expect(seen.missing == inserts - 1)
    }

    @Test func theLargestNumbersDoNotOverflow() {
        var seen = SeenNumbers()
        let results = [UInt64.max - 1, .max - 1, 0].map { seen.insert($0, through: $0) }
        #expect(results == [true, false, true])
        #expect(seen.missing == UInt64.max - 2)
        let more = [(UInt64.max, UInt64.max), (.max, .max), (1, .max - 2)].map { seen.insert($0, through: $1) }
        #expect(more == [true, false, true])
        #expect(seen.missing == 0)
        #expect(seen.covers(0, through: .max))
    }
}
