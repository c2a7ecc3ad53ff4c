import Testing
import WickFeatures
import WickSimulation

/// What holds for every indicator.
@Suite struct IndicatorTests {
    static let all = IndicatorCase.windowed + IndicatorCase.recursive

    @Test(arguments: all) func isUnknownUntilWarmAndKnownFromThenOn(indicator: IndicatorCase) {
        let update = indicator.make()
        let results = Bar.walk(200, seed: 1).map(update)
        for (index, result) in results.enumerated() {
            #expect(index < indicator.warmUp - 1 ? result.isNaN : result.isFinite, "candle \(index)")
        }
    }

    @Test(arguments: all) func recoversFromAnUnknownCandleAsIfItWereNew(indicator: IndicatorCase) {
        let update = indicator.make()
        for bar in Bar.walk(77, seed: 2) { _ = update(bar) }
        #expect(update(.unknown).isNaN)
        let after = Bar.walk(150, seed: 3)
        let fresh = indicator.make()
        for (index, bar) in after.enumerated() {
            let (recovered, begun) = (update(bar), fresh(bar))
            guard index >= indicator.warmUp - 1 else { continue }
            #expect(abs(recovered - begun) <= 1e-9 * max(1, abs(begun)), "candle \(index)")
        }
    }

    /// Where a window lost its closes only for one candle, nothing may be told from the old one.
    @Test(arguments: all) func oneUnknownFieldIsNoNumber(indicator: IndicatorCase) {
        let bars = Bar.walk(60, seed: 4)
        let last = bars[59]
        let broken = [
            Bar(open: last.open, high: .nan, low: last.low, close: last.close, volume: last.volume),
            Bar(open: last.open, high: last.high, low: .nan, close: last.close, volume: last.volume),
            Bar(open: last.open, high: last.high, low: last.low, close: .nan, volume: last.volume),
            Bar(open: last.open, high: last.high, low: last.low, close: last.close, volume: .nan),
        ]
        for bar in broken {
            let (update, reference) = (indicator.make(), indicator.make())
            for bar in bars { (_, _) = (update(bar), reference(bar)) }
            let (result, untouched) = (update(bar), reference(last))
            // Either the field does not concern it, or the result is unknown.
            #expect(result.isNaN || result == untouched)
        }
    }

    @Test(arguments: all) func flatCandlesWithoutTradesGiveNothingInfinite(indicator: IndicatorCase) {
        let update = indicator.make()
        let quiet = [Bar](repeating: .flat(at: 0.1), count: 100)
        for bar in quiet + Bar.walk(40, seed: 5) + quiet { #expect(!update(bar).isInfinite) }
    }

    /// A million candles, a few of them a trillion times larger than the rest: a sum that adds and subtracts would be off by more than
    /// its window holds.
    @Test(arguments: IndicatorCase.windowed) func doesNotDriftInAMillionUpdates(indicator: IndicatorCase) {
        let update = indicator.make()
        let pattern = Bar.walk(997, seed: 6)
        let jumps = [113: 1e12, 114: 1e9, 500: 1e15, 900: 1e-6]
        func bar(_ index: Int) -> Bar {
            let bar = pattern[index % pattern.count]
            guard let scale = jumps[index % 1009] else { return bar }
            return Bar(
                open: bar.open * scale, high: bar.high * scale, low: bar.low * scale, close: bar.close * scale,
                volume: bar.volume * scale)
        }
        // At the end no jump is in a window any more, but many were in the windows before.
        let count = 1_000_400
        var result = Double.nan
        for index in 0..<count { result = update(bar(index)) }
        let fresh = indicator.make()
        var expected = Double.nan
        for index in (count - 100)..<count { expected = fresh(bar(index)) }
        let isQuiet = (count - 100..<count).allSatisfy { jumps[$0 % 1009] == nil }
        #expect(isQuiet)
        #expect(abs(result - expected) <= 1e-9 * abs(expected))
    }

    @Test func onBalanceVolumeKeepsItsSmallDigitsBesideLargeOnes() {
        var balance = OnBalanceVolume()
        var result = 0.0
        // Up by 1e15 and 0.1, down by 1e15: what remains is a sum of 0.1.
        for index in 0..<300_000 {
            let close = [2.0, 3, 1][index % 3]
            result = balance.update(close: close, volume: [1e15, 0.1, 1e15][index % 3])
        }
        #expect(abs(result - 10_000) <= 1e-9 * 10_000)
    }
}
