@testable import Console
import Testing

@Suite struct ParsingTests {
  private let tool = SampleTool.spec

  /// A command line and what it means, written as `command name=value,value …` in table order.
  struct Good: CustomTestStringConvertible {
    let line: [String]
    let meaning: String
    init(_ line: String, _ meaning: String) {
      self.line = line.split(separator: " ").map(String.init)
      self.meaning = meaning
    }
    var testDescription: String { line.joined(separator: " ") }
  }

  @Test(arguments: [
    Good("load a f", "load shelf=a file=f"),
    Good("load a f g h", "load shelf=a file=f,g,h"),
    Good("load a -", "load shelf=a file=-"),
    Good("load a f --map x", "load shelf=a file=f map=x"),
    Good("load a f --map=x", "load shelf=a file=f map=x"),
    Good("load a f --map=", "load shelf=a file=f map="),
    Good("load a f --map=a=b", "load shelf=a file=f map=a=b"),
    Good("load a f -m x", "load shelf=a file=f map=x"),
    Good("load a f -mx", "load shelf=a file=f map=x"),
    Good("load a f -m=x", "load shelf=a file=f map=x"),
    Good("load a f -qm x", "load shelf=a file=f map=x quiet"),
    Good("load --map x a --map y f", "load shelf=a file=f map=x,y"),
    Good("--map x load a f", "load shelf=a file=f map=x"),
    Good("-q load a f", "load shelf=a file=f quiet"),
    Good("load -q -q a f", "load shelf=a file=f quiet"),
    Good("load a -- --map -q", "load shelf=a file=--map,-q"),
    Good("load --map - a f", "load shelf=a file=f map=-"),
    Good("load a f --rejects -", "load shelf=a file=f rejects=-"),
    Good("load a -- --", "load shelf=a file=--"),
    Good("list a", "list shelf=a format=table"),
    Good("list a --format csv", "list shelf=a format=csv"),
    Good("list a --from -5", "list shelf=a format=table from=-5"),
    Good("list a --from=-5", "list shelf=a format=table from=-5"),
    Good("find a -5", "find shelf=a thing=-5"),
    Good("find a -.5", "find shelf=a thing=-.5"),
    Good("find a", "find shelf=a"),
    Good("check a l", "check shelf=a list=l"),
    Good("check a b c l", "check shelf=a,b,c list=l"),
  ])
  func wordsAreUnderstood(_ good: Good) throws {
    guard case .run(let parsed) = try tool.parse(good.line) else {
      Issue.record("not a run")
      return
    }
    #expect(Self.meaning(parsed) == good.meaning)
  }

  private static func meaning(_ parsed: ParsedArguments) -> String {
    var words = [parsed.command.name]
    for argument in parsed.command.arguments {
      let values = parsed.positionalValues(argument.name)
      if !values.isEmpty { words.append("\(argument.name)=\(values.joined(separator: ","))") }
    }
    for option in parsed.command.options {
      if option.takesValue {
        let values = parsed.values(option.long)
        if !values.isEmpty { words.append("\(option.long)=\(values.joined(separator: ","))") }
      } else if parsed.flag(option.long) {
        words.append(option.long)
      }
    }
    return words.joined(separator: " ")
  }

  @Test(arguments: [
    ("", ""), ("help", ""), ("--help", ""), ("-h", ""), ("help help", ""), ("help --help", ""),
    ("help load", "load"), ("load --help", "load"), ("load a f -h", "load"), ("-h load", "load"),
    ("load --nonsense -h", "load"), ("list a --format xml --help", "list"),
    ("help counting", "counting"),
  ])
  func helpIsFoundAnywhere(line: String, subject: String) throws {
    let words = line.split(separator: " ").map(String.init)
    let expected: Invocation.HelpSubject =
      tool.command(named: subject).map { .command($0) }
      ?? tool.topic(named: subject).map { .topic($0) } ?? .tool
    #expect(try tool.parse(words) == .help(expected))
  }

  @Test(arguments: ["--version", "list --version", "--version list a"])
  func versionIsFoundAnywhere(line: String) throws {
    #expect(try tool.parse(line.split(separator: " ").map(String.init)) == .version)
  }

  @Test func helpAfterTwoDashesIsAnArgument() throws {
    guard case .run(let parsed) = try tool.parse(["find", "a", "--", "--help"]) else {
      Issue.record("not a run")
      return
    }
    #expect(parsed.optionalPositional("thing") == "--help")
  }

  @Test(arguments: [
    ("lsit a", "Unknown command 'lsit'. Did you mean 'list'?", nil),
    ("hepl", "Unknown command 'hepl'. Did you mean 'help'?", nil),
    ("sing a", "Unknown command 'sing'.", nil),
    ("--fromat csv", "Unknown option '--fromat'. Did you mean '--format'?", nil),
    ("--verison", "Unknown option '--verison'. Did you mean '--version'?", nil),
    ("--wide", "Missing command.", nil),
    ("--", "Missing command.", nil),
    ("help lod", "Unknown command or topic 'lod'. Did you mean 'load'?", nil),
    ("help count", "Unknown command or topic 'count'. Did you mean 'counting'?", nil),
    ("help load list", "Unexpected argument 'list'.", nil),
    ("list a --fromat csv", "Unknown option '--fromat'. Did you mean '--format'?", "list"),
    ("list a --zebra", "Unknown option '--zebra'.", "list"),
    ("list a -x", "Unknown option '-x'. Did you mean '-w'?", "list"),
    ("list a -wx", "Unknown option '-x'. Did you mean '-w'?", "list"),
    ("list a --wide=1", "The flag '--wide' takes no value.", "list"),
    ("list a --from", "Missing value for '--from'.", "list"),
    ("list a --from --wide", "Missing value for '--from'.", "list"),
    ("load a f -m", "Missing value for '-m'.", "load"),
    ("list a --from 1 --from 2", "The option '--from' is given twice.", "list"),
    ("list a --from ten", "The value 'ten' of '--from' is not a whole number.", "list"),
    ("list a --from 1.5", "The value '1.5' of '--from' is not a whole number.", "list"),
    (
      "list a --from 9223372036854775808",
      "The value '9223372036854775808' of '--from' is not a whole number.", "list"
    ),
    (
      "list a --format cvs",
      "The value 'cvs' of '--format' is not one of table, csv, json, ndjson. Did you mean 'csv'?",
      "list"
    ),
    ("load a f --rejects=", "The value of '--rejects' is empty; it must be a file.", "load"),
    ("list", "Missing expected argument '<shelf>'.", "list"),
    ("load a", "Missing expected argument '<file>'.", "load"),
    ("check a", "Missing expected argument '<list>'.", "check"),
    ("list a b", "Unexpected argument 'b'.", "list"),
    (
      "completions tcsh", "The value 'tcsh' of '<shell>' is not one of bash, zsh, fish.",
      "completions"
    ),
  ])
  func mistakesAreExplained(line: String, message: String, command: String?) {
    let words = line.split(separator: " ").map(String.init)
    #expect(throws: UsageError(message, command: command)) { try tool.parse(words) }
  }

  @Test func hostileWordsAreEscapedInErrors() {
    #expect(throws: UsageError("Unknown command '\\x1B[31m'.")) { try tool.parse(["\u{1B}[31m"]) }
  }

  @Test func integersAreCheckedAgainstTheirRange() throws {
    guard case .run(let parsed) = try tool.parse(["list", "a", "--from", "12"]) else {
      Issue.record("not a run")
      return
    }
    #expect(try parsed.integer("from") == 12)
    #expect(try parsed.integer("from", in: 0...12) == 12)
    #expect(
      throws: UsageError("The value '12' of '--from' must be from 0 to 11.", command: "list")
    ) { try parsed.integer("from", in: 0...11) }
    #expect(
      throws: UsageError("The value '12' of '--from' must be at least 13.", command: "list")
    ) { try parsed.integer("from", in: 13 ... .max) }
  }

  @Test func defaultsAreNotGiven() throws {
    guard case .run(let parsed) = try tool.parse(["list", "a"]) else {
      Issue.record("not a run")
      return
    }
    #expect(parsed.option("format") == "table")
    #expect(!parsed.isGiven("format"))
    #expect(try parsed.integer("from") == nil)
    #expect(parsed.positional("shelf") == "a")
  }

  @Test func undeclaredNamesTrap() async {
    await #expect(processExitsWith: .failure) {
      if case .run(let parsed) = try SampleTool.spec.parse(["list", "a"]) {
        _ = parsed.option("colour")
      }
    }
  }
}
