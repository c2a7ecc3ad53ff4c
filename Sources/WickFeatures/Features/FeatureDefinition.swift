/// What a feature is, declared once: the list in the documentation and the schema's hash are made from it.
public struct FeatureDefinition: Equatable, Sendable {
    /// What a feature is computed from.
    public enum Input: String, CaseIterable, Sendable {
        case close
        /// Open, high and low.
        case range
        case volume
        /// The part of the volume in which the taker bought.
        case takerSide = "taker side"
        case tradeCount = "trade count"
        /// The minute's place in the day and the week.
        case openTime = "open time"
        /// The same minute of the other asset, in the same quote asset on the same venue.
        case companion
        case sentiment
    }

    /// Lower case, digits and underscores: the column's name everywhere.
    public let name: String
    public let unit: String
    /// In the symbols that `FeatureSet.legend` explains, parameters included.
    public let formula: String
    /// Known minutes in a row until the first value, its own included.
    public let warmUp: Int
    public let inputs: [Input]

    init(_ name: String, unit: String, formula: String, warmUp: Int, inputs: [Input]) {
        self.name = name
        self.unit = unit
        self.formula = formula
        self.warmUp = warmUp
        self.inputs = inputs
    }
}
