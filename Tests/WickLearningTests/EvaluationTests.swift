import Foundation
import Testing
import WickDomain

@testable import WickLearning

@Suite struct EvaluationTests {
    private static let horizon: Duration = .seconds(120)

    private func forecasts(_ rows: [(Int64, Double, Double)]) -> Forecasts {
        Forecasts(
            times: rows.map { Timestamp(seconds: $0.0 * 60) }, predictions: rows.map(\.1), returns: rows.map(\.2))
    }

    @Test func holdingOnCostsNothingAndTurningRoundCostsTwice() {
        let rule = ThresholdRule(threshold: 0.001, feeBasisPoints: 10)
        // Long, long, short, out (too small); every second row lies inside of a period.
        let sample = forecasts([
            (0, 0.002, 0.01), (1, -0.9, 9), (2, 0.002, 0.02), (3, -0.9, 9), (4, -0.002, 0.01), (5, 0.9, 9),
            (6, 0.000_9, 0.05),
        ])
        let periods = rule.periods(sample, horizon: Self.horizon)
        #expect(periods.map(\.position) == [1, 1, -1, 0])
        let expected = [0.01 - 0.001, 0.02, -0.01 - 0.002, -0.001]
        for (period, profit) in zip(periods, expected) { #expect((period.profit - profit).magnitude < 1e-12) }
    }

    @Test func positionsEndWithAGapAndWithTheRows() {
        let rule = ThresholdRule(threshold: 0, feeBasisPoints: 10)
        let periods = rule.periods(forecasts([(0, 1, 0), (9, 1, 0)]), horizon: Self.horizon)
        #expect(periods.map(\.profit).allSatisfy { ($0 + 0.002).magnitude < 1e-12 }, "in and out, twice")
    }

    @Test func thresholdIsTheOneThatEarnsMostAndNoneWhereAllLose() throws {
        // Large predictions are right, small ones wrong.
        let rows = (0..<200).map { index -> (Int64, Double, Double) in
            let size = Double(index % 10 + 1) * 0.001
            return (Int64(index) * 2, size, index % 10 >= 7 ? 0.02 : -0.01)
        }
        let rule = ThresholdRule.choosing(forecasts(rows), horizon: Self.horizon, feeBasisPoints: 1)
        #expect(try #require(rule.threshold) == 0.008)
        let losing = rows.map { ($0.0, $0.1, -0.01) }
        #expect(ThresholdRule.choosing(forecasts(losing), horizon: Self.horizon, feeBasisPoints: 1).threshold == nil)
        let idle = ThresholdRule(threshold: nil, feeBasisPoints: 1)
        #expect(idle.periods(forecasts(rows), horizon: Self.horizon).allSatisfy { $0.position == 0 && $0.profit == 0 })
    }

    @Test func directionCountsOnceAHorizonAndNotWithoutOne() {
        let sample = forecasts([(0, 1, 1), (1, 1, -1), (2, -1, 1), (4, 0, 1), (6, 1, 0), (8, 1, 3)])
        let hits = HitRate(sample, horizon: Self.horizon)
        #expect(hits.count == 3)
        #expect(hits.interval == WilsonInterval(successes: 2, of: 3))
        #expect(hits.majorityRate == 1)
        #expect(HitRate(forecasts([]), horizon: Self.horizon).interval == nil)
    }

    @Test func reportHasExactlyTheKeysThatOthersRelyOn() throws {
        let evaluation = try evaluate(try SampleRows(count: 2_000, seed: 51).dataset())
        let json = try JSONEncoder().encode(evaluation.report)
        let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        let keys = """
            symbol, horizon_seconds, folds, n, mae, mae_persistence, mae_ridge, rmse, skill, skill_low, skill_high, \
            hit_rate, hit_low, hit_high, hit_n, majority_rate, dm_statistic, dm_p, coverage, width, fee_bp, \
            profit_after_fees, sharpe, deflated_sharpe, trials, verdict
            """
        #expect(object.keys.sorted() == keys.components(separatedBy: ", ").sorted())
        #expect(try JSONDecoder().decode(EvaluationReport.self, from: json) == evaluation.report)
        var empty = evaluation.report
        empty.skill = nil
        empty.sharpe = nil
        let nulls = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(empty)) as? [String: Any])
        #expect(nulls.count == object.count, "what is not known is null, not absent")
    }

    @Test func reportAgreesWithWhatItIsMadeOf() throws {
        let dataset = try SampleRows(count: 4_000, seed: 52, signal: 0.2).dataset()
        let evaluation = try evaluate(dataset)
        let report = evaluation.report
        #expect(report.folds == 2 && evaluation.folds.count == 2)
        #expect(report.n == evaluation.folds.map(\.n).reduce(0, +))
        #expect(report.n == evaluation.calibration.map(\.n).reduce(0, +))
        #expect(agree(report.skill, 1 - report.mae / report.maePersistence))
        #expect(report.mae < report.maePersistence && report.mae < report.rmse)
        #expect((0.77...0.83).contains(report.coverage))
        #expect(evaluation.trading.map(\.feeBasisPoints) == [10, 0])
        for trading in evaluation.trading {
            #expect((try #require(trading.equity.last).value - trading.profit).magnitude < 1e-12)
        }
        #expect(report.profitAfterFees == evaluation.trading[0].profit && report.feeBp == 10)
        #expect(evaluation.trading[1].profit > evaluation.trading[0].profit)
        #expect(evaluation.gains[0].name == "feature_0")
        #expect(
            try #require(evaluation.calibration.last).observed > (try #require(evaluation.calibration.first).observed))
    }

    @Test func textSaysTheVerdictAndEveryFold() throws {
        let evaluation = try evaluate(try SampleRows(count: 2_000, seed: 51).dataset(), trials: 3)
        let text = evaluation.text
        #expect(
            text.hasPrefix("TEST, 5 min ahead: \(evaluation.report.n) forecasts in 2 walk-forward folds, 3 trials\n"))
        #expect(text.contains("verdict: no edge found"))
        for fold in evaluation.folds { #expect(text.contains(fold.from.prefix(16))) }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    @Test func decimalPlacesAreRoundedAndSigned() {
        #expect(DecimalPlaces.text(1.005, places: 1) == "1.0")
        #expect(DecimalPlaces.text(-0.04, places: 1) == "0.0")
        #expect(DecimalPlaces.text(-12.345_6, places: 3) == "-12.346")
        #expect(DecimalPlaces.text(79.6, places: 0) == "80")
        #expect(DecimalPlaces.text(nil, places: 2) == "-")
        #expect(DecimalPlaces.text(.infinity, places: 2) == "-")
    }
}
