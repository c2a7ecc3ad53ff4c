/// A part of the screen with one subject.
public enum Pane: String, CaseIterable, Sendable {
    case chart
    case watch
    case predictions
    case volume
    case model
    case news
    case error
    case secondChart
    case tape
    case calibration
    case drift
    case log

    /// The key that focuses it; nil where Tab alone reaches it.
    public var number: Int? {
        switch self {
        case .chart: 1
        case .watch: 2
        case .predictions: 3
        case .volume: 4
        case .model: 5
        case .news: 6
        case .error: 7
        case .secondChart, .tape, .calibration, .drift, .log: nil
        }
    }
}

/// An arrangement of panes.
public enum LayoutPreset: String, CaseIterable, Sendable {
    case overview
    case chart
    case research
    case news
}

/// How much room there is.
public enum SizeClass: String, CaseIterable, Sendable {
    /// One line, or nothing that more would fit in.
    case line
    /// Price and a small chart.
    case mini
    case compact
    case medium
    case standard
    case wide

    public init(_ size: Size) {
        switch (size.width, size.height) {
        case (160..., 50...): self = .wide
        case (100..., 30...): self = .standard
        case (70..., 20...): self = .medium
        case (50..., 14...): self = .compact
        case (24..., 5...): self = .mini
        default: self = .line
        }
    }
}
