public import WickDomain

/// A prediction with its JSON, which is written once and sent many times.
public struct ServedPrediction: Sendable {
    public let prediction: Prediction
    let json: [UInt8]

    public init(_ prediction: Prediction) {
        self.prediction = prediction
        var writer = JSONWriter()
        writer.object { $0.fields(of: prediction) }
        json = writer.bytes
    }
}

/// An outcome with the prediction that it is of.
public struct ServedOutcome: Sendable {
    public let prediction: Prediction
    public let outcome: Outcome

    public init(_ prediction: Prediction, _ outcome: Outcome) {
        self.prediction = prediction
        self.outcome = outcome
    }
}
