import WickDomain

extension Evaluation {
    static func summary(_ result: WalkForward.FoldForecast, _ dataset: Dataset) -> FoldSummary {
        let errors = result.forecasts.absoluteErrors
        let persistence = Mean.of(result.forecasts.persistenceErrors)
        let ridge = zip(result.ridge, result.forecasts.returns).map { ($0 - $1).magnitude }
        let mae = Mean.of(errors)
        let fold = result.fold
        return FoldSummary(
            from: dataset.decisionTimes[fold.test.lowerBound].description,
            to: dataset.decisionTimes[fold.test.upperBound - 1].description, trainingRows: fold.fit.count,
            n: fold.test.count, mae: mae, maePersistence: persistence, maeRidge: Mean.of(ridge),
            skill: persistence > 0 ? 1 - mae / persistence : nil,
            coverage: Mean.of(zip(errors, result.halfWidths).map { $0 <= $1 ? 1 : 0 }), rounds: result.rounds)
    }

    /// Each fold trades by its own rule, and starts and ends without a position.
    static func trading(_ pooled: PooledForecasts, fee: Int, horizon: Duration, _ subject: Subject) -> Trading {
        let periods = pooled.results.flatMap { $0.rules[fee].periods($0.forecasts, horizon: horizon) }
        let ratio = SharpeRatio(periods.map(\.profit))
        var total = 0.0
        let equity = byDay(periods, time: \.decisionTime) { day in
            total += day.reduce(0) { $0 + $1.profit }
            return total
        }
        return Trading(
            feeBasisPoints: pooled.results.first?.rules[fee].feeBasisPoints ?? 0,
            profit: periods.reduce(0) { $0 + $1.profit }, tradedPeriods: periods.count { $0.position != 0 },
            periods: periods.count, sharpe: ratio?.annualised(periodSeconds: horizon.seconds),
            sharpePerPeriod: ratio?.perPeriod,
            deflatedSharpe: ratio?.deflated(trials: subject.trials, trialDeviation: subject.trialDeviation),
            equity: equity)
    }

    static func gains(_ results: [WalkForward.FoldForecast], _ dataset: Dataset) -> [FeatureGain] {
        var sums = [Double](repeating: 0, count: dataset.schema.names.count)
        for result in results {
            for entry in result.gains { sums[entry.feature] += entry.gain / Double(results.count) }
        }
        return zip(dataset.schema.names, sums).filter { $1 > 0 }.map { FeatureGain(name: $0, gain: $1) }
            .sorted { ($1.gain, $0.name) < ($0.gain, $1.name) }
    }

    /// Ten groups by the size of the prediction.
    static func calibration(_ forecasts: Forecasts) -> [CalibrationPoint] {
        let order = (0..<forecasts.count).sorted {
            (forecasts.predictions[$0], $0) < (forecasts.predictions[$1], $1)
        }
        return (0..<10).compactMap { group in
            let rows = order[order.count * group / 10..<order.count * (group + 1) / 10]
            guard !rows.isEmpty else { return nil }
            return CalibrationPoint(
                predicted: Mean.of(rows.map { forecasts.predictions[$0] }),
                observed: Mean.of(rows.map { forecasts.returns[$0] }), n: rows.count)
        }
    }

    static func dailySkill(_ forecasts: Forecasts) -> [DailyValue] {
        byDay(Array(0..<forecasts.count), time: { forecasts.times[$0] }) { rows in
            let persistence = rows.reduce(0.0) { $0 + forecasts.returns[$1].magnitude }
            let errors = rows.reduce(0.0) {
                $0 + (forecasts.predictions[$1] - forecasts.returns[$1]).magnitude
            }
            return persistence > 0 ? 1 - errors / persistence : 0
        }
    }

    private static func byDay<Element>(
        _ elements: [Element], time: (Element) -> Timestamp, _ value: (ArraySlice<Element>) -> Double
    ) -> [DailyValue] {
        var days: [DailyValue] = []
        var start = 0
        while start < elements.count {
            let day = time(elements[start]).floored(to: .seconds(86_400))
            let next = day + .seconds(86_400)
            let end = elements[start...].firstIndex { time($0) >= next } ?? elements.count
            days.append(
                DailyValue(day: String(day.description.prefix(10)), value: value(elements[start..<end])))
            start = end
        }
        return days
    }
}
