public import ArgumentParser
public import WickDomain
public import WickFrames
public import WickLearning
public import WickPipeline
public import WickTerminal
public import WickVenues

// What options on the command line can be read as.

extension CandleFormat: ExpressibleByArgument {}
extension DumpKind: ExpressibleByArgument {}
extension LayoutPreset: ExpressibleByArgument {}
extension PromotionGate.Policy: ExpressibleByArgument {}
extension Timeframe: ExpressibleByArgument {}
extension Venue: ExpressibleByArgument {}

extension Size: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
    public var defaultValueDescription: String { "\(width)x\(height)" }
}

extension ReplaySpeed: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension Symbol {
    /// To be named as the `transform` of an option: ArgumentParser then says why a value is refused, besides of which option it is.
    static func read(argument: String) throws -> Symbol { try Symbol(argument) }
}
