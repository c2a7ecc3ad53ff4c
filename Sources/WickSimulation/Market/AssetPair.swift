/// One value for each asset.
struct AssetPair<Value: Sendable>: Sendable {
    private var bitcoin: Value
    private var ether: Value

    init(_ make: (Asset) throws(SimulationError) -> Value) throws(SimulationError) {
        bitcoin = try make(.bitcoin)
        ether = try make(.ether)
    }

    init(_ bitcoin: Value, _ ether: Value) {
        self.bitcoin = bitcoin
        self.ether = ether
    }

    init(repeating value: Value) {
        bitcoin = value
        ether = value
    }

    subscript(asset: Asset) -> Value {
        get { asset == .bitcoin ? bitcoin : ether }
        set {
            switch asset {
            case .bitcoin: bitcoin = newValue
            case .ether: ether = newValue
            }
        }
    }
}
