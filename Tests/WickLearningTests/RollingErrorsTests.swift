import Testing
import WickDomain
import WickSimulation

@testable import WickLearning

@Suite struct RollingErrorsTests {
    private static func forecast(_ minute: Int, _ random: inout RandomSource, size: Double = 0.001) -> ScoredForecast {
        let madeAt = Timestamp(seconds: Int64(minute) * 60)
        return ScoredForecast(
            madeAt: madeAt, targetTime: madeAt + .seconds(300), predicted: random.normal() * size * 0.1,
            observed: random.normal() * size, isCovered: random.chance(0.8))
    }

    /// What a window should hold, computed anew.
    private static func expected(_ all: [ScoredForecast], _ window: RollingErrors.Window) -> (
        n: Int, mae: Double, rmse: Double, skill: Double, coverage: Double
    )? {
        guard let newest = all.map(\.targetTime).max() else { return nil }
        let inside = all.filter { $0.targetTime > newest - window.duration }
        let errors = inside.map { ($0.observed - $0.predicted).magnitude }
        return (
            inside.count, Mean.of(errors), Mean.of(errors.map { $0 * $0 }).squareRoot(),
            1 - Mean.of(errors) / Mean.of(inside.map(\.observed.magnitude)),
            Mean.of(inside.map { $0.isCovered ? 1 : 0 })
        )
    }

    @Test func windowsHoldWhatAComputationAnewGives() throws {
        var random = RandomSource(seed: 41)
        var rolling = RollingErrors(horizon: .seconds(300))
        var all: [ScoredForecast] = []
        for minute in 0..<12_000 where !random.chance(0.05) {
            all.append(Self.forecast(minute, &random))
            rolling.add(all[all.count - 1])
            guard minute % 997 == 0 else { continue }
            for window in RollingErrors.Window.allCases {
                let found = try #require(rolling.metrics(window))
                let wanted = try #require(Self.expected(all, window))
                #expect(found.n == wanted.n)
                #expect(agree(found.mae, wanted.mae, within: 1e-8) && agree(found.rmse, wanted.rmse, within: 1e-8))
                #expect(agree(found.skill, wanted.skill, within: 1e-6) && agree(found.coverage, wanted.coverage))
            }
        }
    }

    /// Forecasts that know a little: their true skill is that of very many.
    private static func trial(_ count: Int, _ random: inout RandomSource) -> RollingErrors {
        var rolling = RollingErrors(horizon: .seconds(60))
        for minute in 0..<count {
            let madeAt = Timestamp(seconds: Int64(minute) * 60)
            let known = random.normal() * 3e-4
            rolling.add(
                ScoredForecast(
                    madeAt: madeAt, targetTime: madeAt + .seconds(60), predicted: known * 0.8,
                    observed: known + random.normal() * 1e-3, isCovered: true))
        }
        return rolling
    }

    @Test func theIntervalHoldsTheTrueSkillNineteenTimesInTwenty() throws {
        var random = RandomSource(seed: 43)
        let trueSkill = try #require(Self.trial(10_000, &random).metrics(.week)?.skill)
        var held = 0
        for _ in 0..<400 {
            let metrics = try #require(Self.trial(300, &random).metrics(.sixHours))
            let interval = try #require(metrics.skillInterval)
            #expect(interval.contains(try #require(metrics.skill)))
            if interval.contains(trueSkill) { held += 1 }
        }
        #expect((368...392).contains(held), "\(held) of 400")
    }

    @Test func fewForecastsHaveNoInterval() throws {
        var random = RandomSource(seed: 44)
        #expect(try #require(Self.trial(19, &random).metrics(.day)).skillInterval == nil)
        #expect(try #require(Self.trial(20, &random).metrics(.day)).skillInterval != nil)
    }

    @Test func theHistoryAddsUpToTheWindow() throws {
        var random = RandomSource(seed: 45)
        let rolling = Self.trial(1_440, &random)
        let history = rolling.history(.day, parts: 48)
        let metrics = try #require(rolling.metrics(.day))
        #expect(history.errors.count == 48 && history.persistence.count == 48)
        #expect(agree(Mean.of(history.errors), metrics.mae, within: 1e-3))
        let short = Self.trial(60, &random).history(.day, parts: 48)
        #expect(short.errors.prefix(45).allSatisfy(\.isNaN) && short.errors[47].isFinite)
    }

    @Test func sumsDoNotDriftWhenAHugeErrorHasPassed() throws {
        var random = RandomSource(seed: 42)
        var rolling = RollingErrors(horizon: .seconds(300))
        var fresh = RollingErrors(horizon: .seconds(300))
        for minute in 0..<200_000 {
            let forecast = Self.forecast(minute, &random, size: minute % 400 == 0 ? 100 : 1e-6)
            rolling.add(forecast)
            if minute >= 199_950, minute % 400 != 0 { fresh.add(forecast) }
        }
        // Fifty minutes hold no huge error; what the hour's other ten brought is taken out by moving on.
        rolling.advance(to: Timestamp(seconds: 199_949 * 60 + 300) + .seconds(3_600))
        fresh.advance(to: Timestamp(seconds: 199_949 * 60 + 300) + .seconds(3_600))
        let left = try #require(rolling.metrics(.hour))
        let right = try #require(fresh.metrics(.hour))
        #expect(left.mae == right.mae && left.rmse == right.rmse && left.n == 50)
    }

    @Test func hitsAreCountedOnceAHorizon() throws {
        var rolling = RollingErrors(horizon: .seconds(300))
        for minute in 0..<20 {
            let madeAt = Timestamp(seconds: Int64(minute) * 60)
            rolling.add(
                ScoredForecast(
                    madeAt: madeAt, targetTime: madeAt + .seconds(300), predicted: 1, observed: minute < 10 ? 1 : -1,
                    isCovered: true))
        }
        let metrics = try #require(rolling.metrics(.hour))
        #expect(metrics.n == 20)
        #expect(metrics.hitCount == 4)
        #expect(metrics.hitRate == WilsonInterval(successes: 2, of: 4))
    }

    @Test func lateOutcomesCountWhereTheyBelong() throws {
        var random = RandomSource(seed: 43)
        let all = (0..<200).map { Self.forecast($0, &random) }
        var inOrder = RollingErrors(horizon: .seconds(300))
        for forecast in all { inOrder.add(forecast) }
        var late = RollingErrors(horizon: .seconds(300))
        for (index, forecast) in all.enumerated() where index != 30 && index != 170 { late.add(forecast) }
        late.add(all[170])
        late.add(all[30])
        for window in RollingErrors.Window.allCases {
            let left = try #require(inOrder.metrics(window))
            let right = try #require(late.metrics(window))
            #expect(left.n == right.n && left.mae == right.mae && left.rmse == right.rmse && left.skill == right.skill)
        }
        #expect(late.metrics(.hour)?.n == 60)
    }

    @Test func windowsEmptyAsTimePasses() {
        var random = RandomSource(seed: 44)
        var rolling = RollingErrors(horizon: .seconds(300))
        #expect(rolling.metrics(.week) == nil)
        rolling.add(Self.forecast(0, &random))
        rolling.advance(to: Timestamp(seconds: 300 + 3_600))
        #expect(rolling.metrics(.hour) == nil)
        #expect(rolling.metrics(.sixHours)?.n == 1)
        rolling.advance(to: Timestamp(seconds: 300 + 8 * 86_400))
        #expect(rolling.metrics(.week) == nil)
    }

    @Test func predictionAndOutcomeMakeAScoredForecast() throws {
        let instrument = Instrument(venue: .kraken, symbol: try Symbol("BTC/USD"))
        let prediction = Prediction(
            id: "a", instrument: instrument, madeAt: Timestamp(seconds: 60), knownTime: Timestamp(seconds: 61),
            targetTime: Timestamp(seconds: 360), referencePrice: try Price("100"), predictedReturn: 0.001, lower: -0.01,
            upper: 0.01, modelVersion: 1, schemaHash: "x", latencyMicroseconds: 1)
        let scored = Outcome(
            predictionID: "a", status: .scored, observedPrice: try Price("101"), error: 0.008_95, isHit: true,
            isCovered: true, knownTime: Timestamp(seconds: 361))
        let forecast = try #require(ScoredForecast(prediction, scored))
        #expect(agree(forecast.observed, 0.009_950_330_853_168_083))
        #expect(forecast.predicted == 0.001 && forecast.targetTime == Timestamp(seconds: 360))
        let lost = Outcome(
            predictionID: "a", status: .outage, observedPrice: nil, error: nil, isHit: nil, isCovered: nil,
            knownTime: Timestamp(seconds: 361))
        #expect(ScoredForecast(prediction, lost) == nil)
    }
}
