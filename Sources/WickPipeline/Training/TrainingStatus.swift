public import WickDomain
public import WickLearning

/// How far the running order is.
public struct TrainingStatus: Equatable, Sendable, CustomStringConvertible {
    /// A point of the loss curve, in basis points.
    public struct LossPoint: Equatable, Sendable {
        public let round: Int
        public let training: Double?
        public let validation: Double?
    }

    /// Points of the curve that are kept: the newest model's, of at most so many rounds.
    public static let maximumPoints = 2_000

    public let order: TrainingOrder
    public let startedTime: Timestamp
    public internal(set) var progress: TrainingProgress?
    /// Of the model that is being grown.
    public private(set) var losses: [LossPoint] = []

    init(order: TrainingOrder, startedTime: Timestamp) {
        self.order = order
        self.startedTime = startedTime
    }

    mutating func take(_ progress: TrainingProgress) {
        if progress.fold != self.progress?.fold || progress.phase != self.progress?.phase { losses = [] }
        self.progress = progress
        guard let round = progress.round, losses.count < Self.maximumPoints else { return }
        losses.append(
            LossPoint(round: round, training: progress.trainingLoss, validation: progress.validationLoss))
    }

    /// "training kraken BTC/USD 5m (fold 2 of 6, round 41 of 300, 12 s left)".
    public var description: String {
        guard let progress else { return order.doing }
        return "\(order.doing) (\(Self.words(progress)))"
    }

    /// "fold 2 of 6, round 41 of 300, 12 s left".
    public static func words(_ progress: TrainingProgress) -> String {
        var parts: [String] = []
        if let fold = progress.fold, let count = progress.foldCount { parts.append("fold \(fold) of \(count)") }
        if let round = progress.round, let count = progress.roundCount { parts.append("round \(round) of \(count)") }
        if parts.isEmpty { parts.append(progress.phase.rawValue) }
        if let left = progress.secondsLeft { parts.append("\(Int(saturating: left.rounded(.up))) s left") }
        return parts.joined(separator: ", ")
    }
}
