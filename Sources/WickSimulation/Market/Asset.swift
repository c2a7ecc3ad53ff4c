/// What the synthetic market trades against the dollar.
public enum Asset: Int, CaseIterable, Sendable {
    case bitcoin
    case ether

    var other: Asset { self == .bitcoin ? .ether : .bitcoin }
}
