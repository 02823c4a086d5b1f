import Conformance
import Formats
import Foundation
import Testing

/// The Python model of the systems: a second opinion on random inputs.
enum PythonReference {
  /// One input of an operation: the text of a JSON object.
  struct Case: Sendable {
    let operation: String
    let given: String
  }

  /// Whether this machine has an interpreter and the model.
  static var isPresent: Bool { hasInterpreter && VectorFile.isPresent }

  /// Whether this machine has an interpreter.
  static var hasInterpreter: Bool { interpreter != nil }

  /// How many random inputs each operation gets.
  static var inputsPerOperation: Int {
    ProcessInfo.processInfo.environment["PLIMSOLL_SOAK"] == nil ? 500 : 10_000
  }

  /// The same each time, so that a change is judged by itself; other ones with PLIMSOLL_SOAK, or the one that
  /// PLIMSOLL_SEED gives again.
  static var seed: UInt64 {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["PLIMSOLL_SEED"].flatMap({ UInt64($0) }) { return seed }
    return environment["PLIMSOLL_SOAK"] == nil ? 1 : .random(in: 0...UInt64(UInt32.max))
  }

  /// Feeds both sides the same random inputs and requires the same answers.
  ///
  /// For each operation there is a maker of random inputs: texts of JSON objects.
  static func compare(
    seed: UInt64 = Self.seed,
    _ makers: [String: @Sendable (inout RandomGiven) -> String], program: String = vectors
  ) throws {
    var random = RandomGiven(seed: seed)
    var cases: [Case] = []
    for (operation, make) in makers.sorted(by: { $0.key < $1.key }) {
      for _ in 0..<inputsPerOperation {
        cases.append(Case(operation: operation, given: make(&random)))
      }
    }
    let answers = try answers(to: cases, program: program)
    try #require(answers.count == cases.count, "seed \(seed)")
    var differences = 0
    var told: Set<String> = []
    var answered: [String: Int] = [:]
    for (input, answer) in zip(cases, answers) {
      if !answer.hasPrefix("{\"raised\"") { answered[input.operation, default: 0] += 1 }
      guard let difference = try difference(input, answer) else { continue }
      differences += 1
      if told.count < 12, told.insert(input.operation).inserted {
        Issue.record("seed \(seed): \(input.operation) \(input.given): \(difference)")
      }
    }
    #expect(differences == 0, "seed \(seed)")
    // Inputs on which both sides fail compare nothing.
    for operation in makers.keys.sorted() {
      let share = answered[operation, default: 0]
      #expect(share * 4 >= inputsPerOperation, "\(operation): too few inputs have an answer")
    }
  }

  /// How our answer differs from the model's, or nil.
  ///
  /// An exception of the model is an error here. Where the model's integers, which have no end, leave the 256
  /// bits of the chains, either an answer or an error will do: there is no machine to agree with.
  private static func difference(_ input: Case, _ answer: String) throws -> String? {
    let given = try JSONDocument(parsing: Array(input.given.utf8)).root
    let expect = try JSONDocument(parsing: Array(answer.utf8)).root
    if expect["raised"]?.string == "OverflowError" { return nil }
    let operation = try #require(Conformance.operations[input.operation])
    let got: VectorValue
    do {
      got = try operation(Given(given))
    } catch {
      return expect["raised"] == nil ? "model \(answer), got \(error)" : nil
    }
    return VectorMatch.matches(expect: expect, got: got) ? nil : "model \(answer), got \(got)"
  }

  /// The model's answers, one line of JSON each.
  ///
  /// An exception is `{"raised": …}`.
  static func answers(to cases: [Case], program: String = vectors) throws -> [String] {
    let interpreter = try #require(interpreter)
    // Files: reading from a pipe can be interrupted by the end of another child process.
    let scratch = FileManager.default.temporaryDirectory.appending(path: "reference-\(UUID())")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let input = scratch.appending(path: "input")
    let output = scratch.appending(path: "output")
    let lines = cases.map { "{\"op\":\"\($0.operation)\",\"given\":\($0.given)}\n" }
    try Data(lines.joined().utf8).write(to: input)
    try Data().write(to: output)
    let process = Process()
    process.executableURL = interpreter
    // -B: the folder of the vectors is read-only, and stays as it is.
    process.arguments = ["-B", "-c", program, VectorFile.folder?.path() ?? ""]
    let source = try FileHandle(forReadingFrom: input)
    let sink = try FileHandle(forWritingTo: output)
    process.standardInput = source
    process.standardOutput = sink
    try process.run()
    process.waitUntilExit()
    try source.close()
    try sink.close()
    try #require(process.terminationStatus == 0)
    return try String(decoding: Data(contentsOf: output), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  private static let interpreter: URL? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":")
      .map { URL(filePath: String($0)).appending(path: "python3") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path()) }
  }()

  /// The model beside the vectors.
  static let vectors = #"""
    import glob, importlib, json, os, sys
    from fractions import Fraction

    folder = sys.argv[1]
    sys.path.insert(0, folder)
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    operations = {}
    for path in sorted(glob.glob(os.path.join(folder, "reference", "*.py"))):
        module = importlib.import_module("reference." + os.path.basename(path)[:-3])
        operations.update(getattr(module, "OPS", {}))

    def plain(value):
        if isinstance(value, Fraction):
            return {"num": str(value.numerator), "den": str(value.denominator)}
        raise TypeError(type(value).__name__)

    for line in sys.stdin:
        case = json.loads(line)
        try:
            answer = operations[case["op"]](case["given"])
        except Exception as error:
            answer = {"raised": type(error).__name__}
        print(json.dumps(answer, default=plain))
    """#
}
