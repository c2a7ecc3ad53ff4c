extension Evaluation {
    /// The report as a person reads it, without a trailing line feed. Errors are in basis points, profits in percent.
    public var text: String {
        ([heading, ""] + metrics + [""] + verdictLines + [""] + foldLines + [""] + gainLines).joined(separator: "\n")
    }

    private var heading: String {
        """
        \(report.symbol), \(report.horizonSeconds / 60) min ahead: \(report.n) forecasts in \(report.folds) \
        walk-forward folds, \(report.trials) \(report.trials == 1 ? "trial" : "trials")
        """
    }

    private var metrics: [String] {
        let fields = report
        return [
            Self.line(
                "MAE", "\(Self.basisPoints(fields.mae)) bp",
                "no change \(Self.basisPoints(fields.maePersistence)), ridge \(Self.basisPoints(fields.maeRidge))"),
            Self.line("RMSE", "\(Self.basisPoints(fields.rmse)) bp", ""),
            Self.line(
                "skill", Self.percent(fields.skill, 3),
                "95 %: \(Self.percent(fields.skillLow, 3)) to \(Self.percent(fields.skillHigh, 3))"),
            Self.line(
                "Diebold-Mariano", DecimalPlaces.text(fields.dmStatistic, places: 2),
                "p \(Self.probability(fields.dmP)), against no change"),
            Self.line(
                "direction", Self.percent(fields.hitRate, 2),
                "95 %: \(Self.percent(fields.hitLow, 2)) to \(Self.percent(fields.hitHigh, 2)), n \(fields.hitN), "
                    + "majority \(Self.percent(fields.majorityRate, 2))"),
            Self.line(
                "interval", "\(Self.percent(fields.coverage, 2)) held",
                "of \(Self.percent(configuration.coverage, 0)), mean width \(Self.basisPoints(fields.width)) bp"),
        ] + trading.map(Self.tradingLine)
    }

    private var verdictLines: [String] {
        guard report.verdict == .edge else {
            return ["verdict: no edge found: no smaller errors than those of predicting no change, beyond chance"]
        }
        let found = "verdict: edge: it errs less than predicting no change, by more than chance explains"
        guard report.profitAfterFees <= 0 else { return [found] }
        let fee = DecimalPlaces.text(report.feeBp, places: 1)
        return [found, "         it does not pay for itself: trading on it earns nothing after a fee of \(fee) bp"]
    }

    private var foldLines: [String] {
        ["test block                             trained       n    MAE bp  no change   ridge   skill   held  trees"]
            + folds.map { fold in
                let columns = [
                    Self.padded("\(fold.trainingRows)", 9), Self.padded("\(fold.n)", 7),
                    Self.padded(Self.basisPoints(fold.mae), 9), Self.padded(Self.basisPoints(fold.maePersistence), 10),
                    Self.padded(Self.basisPoints(fold.maeRidge), 7), Self.padded(Self.percent(fold.skill, 2), 8),
                    Self.padded(Self.percent(fold.coverage, 1), 7), Self.padded("\(fold.rounds)", 5),
                ]
                return "\(fold.from.prefix(16)) to \(fold.to.prefix(16)) \(columns.joined(separator: " "))"
            }
    }

    private var gainLines: [String] {
        let largest = gains.prefix(10).map { "  \($0.name) \(DecimalPlaces.text($0.gain, places: 1))" }
        let idle =
            constantFeatures.isEmpty
            ? [] : ["constant or unknown throughout: \(constantFeatures.joined(separator: ", "))"]
        return ["largest gains a split:"] + (largest.isEmpty ? ["  none: no tree found a split"] : largest) + idle
    }

    private static func tradingLine(_ trading: Trading) -> String {
        line(
            "after \(DecimalPlaces.text(trading.feeBasisPoints, places: 1)) bp fee",
            percent(trading.profit, 2),
            "\(trading.tradedPeriods) of \(trading.periods) periods traded, Sharpe a year "
                + "\(DecimalPlaces.text(trading.sharpe, places: 2)), deflated "
                + DecimalPlaces.text(trading.deflatedSharpe, places: 3))
    }

    private static func line(_ name: String, _ value: String, _ rest: String) -> String {
        let start = name + String(repeating: " ", count: max(1, 18 - name.count)) + value
        return rest.isEmpty ? start : start + String(repeating: " ", count: max(1, 34 - start.count)) + "(\(rest))"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func basisPoints(_ value: Double) -> String { DecimalPlaces.text(value * 10_000, places: 3) }

    private static func probability(_ value: Double?) -> String {
        value.map { $0 < 0.000_1 } ?? false ? "below 0.0001" : DecimalPlaces.text(value, places: 4)
    }

    private static func percent(_ value: Double?, _ places: Int) -> String {
        value == nil ? "-" : DecimalPlaces.text(value.map { $0 * 100 }, places: places) + " %"
    }
}
