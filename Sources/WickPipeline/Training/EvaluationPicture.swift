import WickDomain
public import WickLearning

/// A walk-forward evaluation as a picture: profit after fees, skill day by day, calibration, gains. One file that needs
/// no other.
public struct EvaluationPicture: Sendable {
    private static let width = 900.0
    private static let panelHeight = 230.0
    private static let gainsShown = 12

    private let evaluation: Evaluation

    public init(_ evaluation: Evaluation) { self.evaluation = evaluation }

    public var svg: String {
        let panels = [profit, skill, calibration, gains]
        let height = Self.panelHeight * Double(panels.count)
        let body = panels.enumerated().map { index, panel in
            "<g transform=\"translate(0 \(Self.panelHeight * Double(index)))\">\(panel)</g>\n"
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Int(Self.width))" height="\(Int(height))" \
            viewBox="0 0 \(Int(Self.width)) \(Int(height))" font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="#ffffff"/>
            \(body.joined())</svg>

            """
    }

    public var html: String {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>\(Self.escaped(title))</title></head>
        <body style="max-width:60em;margin:2em auto;font-family:sans-serif">
        <h1>\(Self.escaped(title))</h1>
        <pre style="overflow-x:auto">\(Self.escaped(evaluation.text))</pre>
        \(svg)</body></html>

        """
    }

    private var title: String {
        "\(evaluation.report.symbol), \(evaluation.report.horizonSeconds / 60) min ahead: \(evaluation.report.verdict.rawValue)"
    }

    private var profit: String {
        let series = evaluation.trading.map { trading in
            ChartPanel.Series(
                name: "after \(ChartPanel.short(trading.feeBasisPoints)) bp a side",
                points: trading.equity.enumerated().map { (Double($0), $1.value * 100) })
        }
        return panel("Sum of profits, %", Self.days(evaluation.trading.first?.equity ?? [])).lines(series)
    }

    /// Bars, because a day's skill says nothing about the next.
    private var skill: String {
        let days = evaluation.dailySkill
        return panel("Skill of each day against predicting no change, %", Self.days(days))
            .bars(days.map { $0.value * 100 })
    }

    private var calibration: String {
        let points = evaluation.calibration.map { ($0.predicted * 10_000, $0.observed * 10_000) }
        let edges = [points.map(\.0).min() ?? 0, points.map(\.0).max() ?? 0]
        let ideal = ChartPanel.Series(name: "predicted = observed", points: edges.map { ($0, $0) })
        let range = "predicted, bp: \(ChartPanel.short(edges[0])) to \(ChartPanel.short(edges[1]))"
        return panel("Mean outcome of forecasts of one size, bp", range)
            .lines([ChartPanel.Series(name: "observed", points: points), ideal])
    }

    private var gains: String {
        panel("Mean gain of a split", "").names(
            evaluation.gains.prefix(Self.gainsShown).map { (Self.escaped($0.name), $0.gain) })
    }

    private func panel(_ title: String, _ range: String) -> ChartPanel {
        ChartPanel(title: title, range: range, width: Self.width, height: Self.panelHeight)
    }

    private static func days(_ values: [Evaluation.DailyValue]) -> String {
        guard let first = values.first, let last = values.last else { return "" }
        return "\(first.day) to \(last.day)"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
