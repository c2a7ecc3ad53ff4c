import WickDomain

extension FeatureSet {
    /// What the formulas' symbols mean.
    public static let legend = """
        `o`, `h`, `l`, `c` are a minute's prices, `v` its volume, `b` the part of it in which the taker bought, `n` its
        number of trades, `r` = ln(c / c[-1]); `x[-k]` is the value k minutes before, a stroke marks the companion's.
        "Over k" means the last k minutes. Indicators are those of [indicators.md](indicators.md).
        """

    /// The page of documentation about the features, as `wick features --describe` prints it.
    public static var markdown: String {
        introduction + FeatureEngine.groups.map(section).joined() + rules
    }

    private static var introduction: String {
        """
        # Features

        \(definitions.count) features of every minute, schema `\(schema.hash)`. This page is made from the code: `wick features --describe`
        prints it. The hash changes exactly when a definition does; a model refuses vectors of another.

        All are free of scale: returns, ratios, scores, never price levels or raw times. What is not known is NaN.

        \(legend)

        "Warm-up" is how many known minutes in a row it takes to have a value, its own included.

        """
    }

    private static func section(of group: any FeatureGroup.Type) -> String {
        let rows = group.definitions.map { feature in
            let warmUp = feature.warmUp > 0 ? "\(feature.warmUp)" : "a score"
            let inputs = feature.inputs.map(\.rawValue).joined(separator: ", ")
            return "| `\(feature.name)` | \(feature.formula) | \(feature.unit) | \(warmUp) | \(inputs) |\n"
        }
        return """

            ## \(group.title)

            | feature | formula | unit | warm-up | inputs |
            |---|---|---|---|---|

            """ + rows.joined()
    }

    private static let rules = """

        ## What counts as known

        - A minute counts when it is whole: `final`, `repaired` or `empty`. One that is `incomplete` or an `outage`, or that is not there at all,
          is unknown: its own vector and those after it have NaN until each feature's window is covered again. After more than
          7 days without a minute everything begins anew.
        - A minute without trades is known: flat, with volume 0. Where a formula then divides 0 by 0 the table says what it gives.
        - A correction of a minute, or a score that arrives late, makes new versions of all vectors that it changes; the old ones stay. The newest
          versions are those that the corrected minutes would have given at once. Corrections reach back at least 7 days.
        - The companion of `BTC/USD` is `ETH/USD` on the same venue, and so on for every quote asset. A vector waits for the companion's minute for
          2 s; if that comes later, it is a correction. A companion without a candle for 5 minutes is not waited for.
        - News count from the moment at which their score was known, and only scores known by the end of the minute. A headline that is scored
          twice counts once in the number of headlines; both scores count in the averages.
        - A vector's known time is that of the newest thing that it was made from, or the moment at which waiting ended.

        """
}
