/// The paths that there are. One table for routing, for 405, and for the labels of the metrics.
enum Route: String, CaseIterable, Sendable {
    case health = "/healthz"
    case readiness = "/readyz"
    case metrics = "/metrics"
    case openAPI = "/openapi.json"
    case instruments = "/v1/instruments"
    case candles = "/v1/candles"
    case features = "/v1/features"
    case latestFeatures = "/v1/features/latest"
    case headlines = "/v1/headlines"
    case predictions = "/v1/predictions"
    case latestPredictions = "/v1/predictions/latest"
    case prediction = "/v1/predictions/{id}"
    case outcomes = "/v1/outcomes"
    case errors = "/v1/errors"
    case models = "/v1/models"
    case training = "/v1/training"
    case alerts = "/v1/alerts"
    case status = "/v1/status"
    case stream = "/v1/stream"

    /// What a probe must be able to ask without a token.
    var isOpen: Bool { self == .health || self == .readiness }

    var methods: [String] { self == .training ? ["GET", "HEAD", "POST", "DELETE"] : ["GET", "HEAD"] }

    /// The answer follows from the served state alone, so one is as good as the next until that changes.
    var isCacheable: Bool {
        switch self {
        case .latestPredictions, .latestFeatures, .errors, .status, .alerts: true
        default: false
        }
    }

    /// Paths without a parameter, by their text.
    private static let plain: [Substring: Route] = Dictionary(
        uniqueKeysWithValues: allCases.filter { $0 != .prediction }.map { (Substring($0.rawValue), $0) })

    private static let predictionPrefix = "/v1/predictions/"

    /// - Returns: nil for a path that there is not; with the parameter as it came.
    static func find(_ path: Substring) -> (route: Route, parameter: Substring?)? {
        if let route = plain[path] { return (route, nil) }
        guard path.hasPrefix(predictionPrefix) else { return nil }
        let parameter = path.dropFirst(predictionPrefix.count)
        return parameter.isEmpty ? nil : (.prediction, parameter)
    }
}
