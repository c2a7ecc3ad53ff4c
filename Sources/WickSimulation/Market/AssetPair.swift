import WickDomain

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
        // In place: a getter and a setter would copy an array that is appended to.
        _modify {
            switch asset {
            case .bitcoin: yield &bitcoin
            case .ether: yield &ether
            }
        }
    }
}
