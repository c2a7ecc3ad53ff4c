/// Mean and spread of numbers, joined as in Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample
/// Variances" (1979): without the difference of two large squares that loses the digits of a small spread.
struct MomentsFold: WindowFold {
    private var count: Double
    private(set) var mean: Double
    /// The sum of squared distances from the mean.
    private var squares: Double

    init(_ element: Double) { self.init(count: 1, mean: element, squares: 0) }

    @inline(__always)
    private init(count: Double, mean: Double, squares: Double) {
        self.count = count
        self.mean = mean
        self.squares = squares
    }

    static var nothing: MomentsFold { MomentsFold(count: 0, mean: 0, squares: 0) }
    static var unknown: MomentsFold { MomentsFold(count: 1, mean: .nan, squares: .nan) }

    /// The population's, dividing by n.
    var standardDeviation: Double { (squares / count).squareRoot() }

    @inline(__always)
    static func joined(_ older: MomentsFold, _ newer: MomentsFold) -> MomentsFold {
        let count = older.count + newer.count
        let share = newer.count / count
        let distance = newer.mean - older.mean
        return MomentsFold(
            count: count, mean: older.mean + distance * share,
            squares: older.squares + newer.squares + distance * distance * (older.count * share))
    }
}
