import Testing
import WickDomain
import WickSimulation
import WickVenues

/// Random fault plans: whatever the venue does on its socket, candles come out as without faults, unless trades are hidden from REST too.
@Suite struct FaultySeedsTests {
    private static func plan(_ random: inout RandomSource, _ prints: [FakeVenue.Print]) -> FakeVenue.Faults {
        var faults = FakeVenue.Faults()
        let early = prints.filter { $0.second < 480 }
        faults.lost = Set(early.filter { _ in random.chance(0.03) }.map(\.id))
        faults.doubled = Set(early.filter { _ in random.chance(0.05) }.map(\.id))
        for print in early where random.chance(0.03) { faults.delays[print.id] = random.uniform(0, 3) }
        faults.drops = (0..<random.index(below: 8)).map { _ in random.uniform(0.2, 480) }
        faults.garbage = (0..<random.index(below: 4)).map { _ in random.uniform(0, 480) }
        faults.silences = (0..<random.index(below: 3)).map { _ in
            let start = random.uniform(0, 460)
            return start...start + random.uniform(0.5, 30)
        }
        faults.refusesConnects = (0..<random.index(below: 3)).map { _ in
            let start = random.uniform(0, 460)
            return start...start + random.uniform(1, 40)
        }
        faults.statuses = (0..<random.index(below: 4)).map { _ in
            let start = random.uniform(0, 480)
            let status = random.pick([429, 418, 503, 500])
            return (
                start...start + random.uniform(1, 20), status, random.chance(0.5) ? "\(random.index(below: 9))" : nil
            )
        }
        faults.shutdowns = random.chance(0.3) ? [random.uniform(0, 480)] : []
        faults.snapshots = random.chance(0.5)
        return faults
    }

    private func prints(_ venue: Venue, _ random: inout RandomSource) -> [FakeVenue.Print] {
        VenueFeedTests.symbols(venue).enumerated().flatMap { offset, symbol in
            var second = -90.0
            return (0..<900).map { index in
                second += random.exponential() * 0.7
                return FakeVenue.Print(id: UInt64(1000 + offset * 100_000 + index), second: second, symbol: symbol)
            }
        }
    }

    @Test(arguments: [1, 2, 8, 74], [Venue.kraken, .binance, .coinbase])
    func candlesAreThoseOfTheRunWithoutFaults(seed: Int, venue: Venue) throws {
        var random = RandomSource(seed: UInt64(seed), stream: UInt64(venue.ordinal))
        let all = prints(venue, &random)
        let clean = try LiveRun(venue, all).run(until: 600)
        let run = try LiveRun(venue, all, faults: Self.plan(&random, all), seed: UInt64(seed)).run(until: 600)
        let expected = Dictionary(
            uniqueKeysWithValues: clean.latest.map { ("\($0.instrument) \($0.openTime)", $0.content) })
        // A feed that got through late begins later, never with less.
        #expect(run.latest.count > 10)
        for candle in run.latest {
            #expect(candle.content == expected["\(candle.instrument) \(candle.openTime)"] ?? candle.content)
            #expect(candle.state == .final || candle.state == .repaired, "\(candle.state) \(candle.content)")
        }
        #expect(run.latest.last?.openTime == clean.latest.last?.openTime)
        #expect(run.replayed == run.candles)
    }

    @Test(arguments: [1, 8, 11, 27])
    func hiddenTradesLeaveExactlyTheirMinutesIncomplete(seed: Int) throws {
        var random = RandomSource(seed: UInt64(seed), stream: 9)
        let all = prints(.binance, &random)
        var faults = Self.plan(&random, all)
        // Away from the borders of minutes, where it could have been either of two.
        let hideable = all.filter { $0.second > 60 && $0.second < 400 && abs($0.second.remainder(dividingBy: 60)) > 10 }
        faults.hidden = Set((0..<3).map { _ in random.pick(hideable).id })
        faults.refusesConnects = []
        let minutes = Set(
            all.filter { faults.hidden.contains($0.id) }.map { print in
                "\(print.symbol) \((FakeVenue.start + .seconds(print.second)).floored(to: .seconds(60)))"
            })
        let run = try LiveRun(.binance, all, faults: faults, seed: UInt64(seed)).run(until: 600)
        let incomplete = run.latest.filter { $0.state == .incomplete }
        #expect(Set(incomplete.map { "\($0.instrument.symbol) \($0.openTime)" }) == minutes)
        #expect(run.replayed == run.candles)
    }
}
