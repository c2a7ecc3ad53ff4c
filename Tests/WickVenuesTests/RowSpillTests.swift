import Testing

@testable import WickVenues

@Suite struct RowSpillTests {
    @Test(arguments: [0, 1, 9, 10, 11, 1000])
    func rowsComeBackInOrderFromMemoryAndFromAFile(count: Int) throws {
        var generator = SplitMix(state: 21)
        let rows = (0..<count).map { _ in generator.next() % 500 }
        let spill = RowSpill<UInt64>(capacity: 10, portion: 3) { $0 < $1 }
        for row in rows { try spill.add(row) }
        try spill.finish()
        var sorted: [UInt64] = []
        while let row = try spill.next() { sorted.append(row) }
        #expect(sorted == rows.sorted())
    }
}
