import Testing
import WickSimulation

@Suite struct RandomSourceTests {
    @Test func sameSeedAndStreamGiveTheSameNumbers() {
        var first = RandomSource(seed: 7, stream: 2)
        var second = RandomSource(seed: 7, stream: 2)
        for _ in 0..<1000 { #expect(first.next() == second.next()) }
    }

    /// Fixed for ever: recordings and failing seeds depend on it.
    @Test func theSequenceOfASeedDoesNotChange() {
        var random = RandomSource(seed: 7)
        let drawn = (0..<3).map { _ in random.next() }
        #expect(drawn == [5_478_278_237_059_175_447, 18_095_852_408_168_305_621, 5_918_088_815_361_298_344])
    }

    @Test func streamsOfOneSeedDiffer() {
        var first = RandomSource(seed: 7, stream: 1)
        var second = RandomSource(seed: 7, stream: 2)
        let equal = (0..<1000).filter { _ in first.next() == second.next() }.count
        #expect(equal == 0)
    }

    @Test func unitStaysBelowOneAndAveragesAHalf() {
        var random = RandomSource(seed: 0)
        let values = (0..<20_000).map { _ in random.unit() }
        #expect(values.allSatisfy { (0..<1).contains($0) })
        #expect(abs(Moments(values).mean - 0.5) < 0.01)
    }

    @Test func normalDrawsHaveTheMomentsOfANormal() {
        var random = RandomSource(seed: 3)
        let moments = Moments((0..<50_000).map { _ in random.normal() })
        #expect(abs(moments.mean) < 0.02)
        #expect(abs(moments.variance - 1) < 0.03)
        #expect(abs(moments.kurtosis - 3) < 0.15)
    }

    @Test func exponentialDrawsHaveMeanAndVarianceOne() {
        var random = RandomSource(seed: 4)
        let moments = Moments((0..<50_000).map { _ in random.exponential() })
        #expect(abs(moments.mean - 1) < 0.02)
        #expect(abs(moments.variance - 1) < 0.06)
    }

    @Test func studentDrawsHaveFatTailsAndABound() {
        var random = RandomSource(seed: 5)
        let values = (0..<50_000).map { _ in random.student() }
        #expect(Moments(values).kurtosis > 5)
        #expect(values.allSatisfy { abs($0) <= 10 })
        #expect(abs(Moments(values).mean) < 0.03)
    }

    @Test func indexCoversItsRangeEvenly() {
        var random = RandomSource(seed: 6)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[random.index(below: 7)] += 1 }
        #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    }
}
