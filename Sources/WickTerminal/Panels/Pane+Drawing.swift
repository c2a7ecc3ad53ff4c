import WickDomain

extension Pane {
    /// The words in its upper edge; the first is its name.
    func title(_ context: PanelContext) -> [Span] {
        switch self {
        case .chart: ChartPanel.title(context)
        case .secondChart: SecondChartPanel.title(context)
        case .watch: [Span("Watch")]
        case .predictions: PredictionsPanel.title(context)
        case .volume: VolumePanel.title(context)
        case .model: [Span("Model, training")]
        case .news: NewsPanel.title(context)
        case .error: [Span("Rolling error")]
        case .tape: [Span("Trades")]
        case .calibration: [Span("Calibration")]
        case .drift: [Span("Drift")]
        case .log: [Span("Log")]
        }
    }

    /// What stands at the right end of the upper edge.
    func corner(_ context: PanelContext) -> [Span] {
        self == .chart ? ChartPanel.corner(context) : []
    }

    /// Its cells, without the frame.
    func body(_ size: Size, _ context: PanelContext) -> Grid {
        switch self {
        case .chart: ChartPanel.body(size, context)
        case .secondChart: SecondChartPanel.body(size, context)
        case .watch: WatchPanel.body(size, context)
        case .predictions: PredictionsPanel.body(size, context)
        case .volume: VolumePanel.body(size, context)
        case .model: ModelPanel.body(size, context)
        case .news: NewsPanel.body(size, context)
        case .error: ErrorPanel.body(size, context)
        case .tape: TapePanel.body(size, context)
        case .calibration: CalibrationPanel.body(size, context)
        case .drift: DriftPanel.body(size, context)
        case .log: LogPanel.body(size, context)
        }
    }
}
