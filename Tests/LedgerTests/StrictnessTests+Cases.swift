/// The bad lines of `StrictnessTests` and what is said of each.
extension StrictnessTests {
  static let integer =
    "must be a whole number from 0 to 9007199254740991, without quotes or leading zeros"
  static let escape =
    #"this escape is not canonical: only \" \\ \b \t \n \f \r and \u00xx (lower case, below 20) are "#
    + "written escaped"

  /// Whole lines.
  static let wholeLines: [Bad] = [
    .init("", "", 1, nil, #"the line ends where {"v":1,"block": is expected"#),
    .init("", "{", 1, nil, #"expected {"v":1,"block": here, found '{'"#),
    .init("", "x", 1, nil, #"expected {"v":1,"block": here, found 'x'"#),
    .init("", "{}", 1, nil, #"expected {"v":1,"block": here, found '{}'"#),
    .init(
      "",
      #" {"v":1,"block":1,"index":0,"time":5,"kind":"deposit","account":"ann","asset":"USD","amount":"1.5"}"#,
      1, nil, "a canonical line has no spaces between its parts"),
    .init(
      "",
      "\u{feff}{\"v\":1,\"block\":1,\"index\":0,\"time\":5,\"kind\":\"deposit\",\"account\":\"ann\",\"asset\":\"USD\",\"amount\":\"1.5\"}",
      1, nil, "a byte order mark stands here; write UTF-8 without one"),
    .init(
      "",
      #"[{"v":1,"block":1,"index":0,"time":5,"kind":"deposit","account":"ann","asset":"USD","amount":"1.5"}]"#,
      1, nil, #"expected {"v":1,"block": here, found '[{"v":1,"block":1,"index…'"#),
  ]

  /// What of the deposit is replaced, and by what.
  static let changedDeposits: [Bad] = [
    .init(
      #""v":1"#, #""v":2"#, 6, nil,
      "the line has the format version 2; this program knows version 1"),
    .init(
      #""v":1"#, #""v":"1""#, 6, nil,
      #"the line has the format version "1"; this program knows version 1"#),
    .init(
      #""v":1"#, #""v":1.0"#, 6, nil,
      "the line has the format version 1.0; this program knows version 1"),
    .init(#"{"v""#, #"{ "v""#, 2, nil, "a canonical line has no spaces between its parts"),
    .init(
      #""v":1,"#, "", 1, nil, #"expected {"v":1,"block": here, found '{"block":1,"index":0,"ti…'"#),
    .init(
      #""block":1,"index":0"#, #""index":0,"block":1"#, 1, nil,
      #"expected {"v":1,"block": here, found '{"v":1,"index":0,"block"…'"#),
    .init(#","block""#, #", "block""#, 8, nil, "a canonical line has no spaces between its parts"),
    .init(#":1,"index""#, #": 1,"index""#, 16, "block", integer),
    .init(#""kind":""#, #""kind": ""#, 44, nil, "a canonical line has no spaces between its parts"),
    .init(
      #""asset":""#, #""asset": ""#, 70, "asset",
      "its value must be written in quotes, without a space before it"),
    .init(
      #""asset":""#, #" "asset":""#, 70, nil, "a canonical line has no spaces between its parts"),
    .init(#","asset""#, #" ,"asset""#, 69, nil, "a canonical line has no spaces between its parts"),
    .init(#""ann","#, "\"ann\"\u{9},", 69, nil, "a canonical line has no spaces between its parts"),
    .init(#""block":1"#, #""block":"1""#, 16, "block", integer),
    .init(#""block":1"#, #""block":01"#, 16, "block", integer),
    .init(#""block":1"#, #""block":-1"#, 16, "block", integer),
    .init(#""block":1"#, #""block":+1"#, 16, "block", integer),
    .init(
      #""block":1"#, #""block":1e3"#, 17, nil,
      #"expected ,"index": here, found 'e3,"index":0,"time":5,"k…'"#),
    .init(
      #""block":1"#, #""block":1.0"#, 17, nil,
      #"expected ,"index": here, found '.0,"index":0,"time":5,"k…'"#),
    .init(#""block":1"#, #""block":"#, 16, "block", integer),
    .init(#""block":1"#, #""block":null"#, 16, "block", integer),
    .init(#""block":1"#, #""block":9007199254740992"#, 16, "block", integer),
    .init(#""block":1"#, #""block":99999999999999999999"#, 16, "block", integer),
    .init(#""index":0"#, #""index":00"#, 26, "index", integer),
    .init(#""time":5"#, #""time":[5]"#, 35, "time", integer),
    .init(#""time":5"#, #""time":true"#, 35, "time", integer),
    .init(
      #""deposit""#, #""Deposit""#, 45, "kind",
      #"unknown kind "Deposit"; see 'plimsoll help events'"#),
    .init(
      #""deposit""#, #""deposits""#, 45, "kind",
      #"unknown kind "deposits"; see 'plimsoll help events'"#),
    .init(#""deposit""#, #""""#, 45, "kind", #"unknown kind ""; see 'plimsoll help events'"#),
    .init(
      #""deposit""#, "null", 36, nil, #"expected ,"kind":" here, found ',"kind":null,"account":"…'"#
    ),
    .init(
      #""deposit""#, #""depo\u0073it""#, 45, "kind",
      #"unknown kind "depo\u0073it"; see 'plimsoll help events'"#),
    .init(#""amount":"1.5""#, #""amount":"1.5","amount":"1.5""#, 99, "amount", "stands twice"),
    .init(
      #""asset":"USD","amount":"1.5""#, #""amount":"1.5","asset":"USD""#, 85, "asset",
      "is out of order; the order is account, asset, amount, ref"),
    .init(#""account":"ann","#, "", 82, "account", #"is missing; kind "deposit" needs it"#),
    .init(#","amount":"1.5""#, "", 83, "amount", #"is missing; kind "deposit" needs it"#),
    .init(
      #""amount""#, #""sum""#, 84, "sum",
      #"unknown field; kind "deposit" has account, asset, amount, ref"#),
    .init(
      #""amount":"1.5""#, #""amount":"1.5","memo":"x""#, 99, "memo",
      #"unknown field; kind "deposit" has account, asset, amount, ref"#),
    .init(
      #""account""#, #""Account""#, 54, "Account",
      #"unknown field; kind "deposit" has account, asset, amount, ref"#),
    .init(
      #""amount":"1.5""#, #""amount":1.5"#, 84, "amount",
      "its value must be written in quotes, without a space before it"),
    .init(
      #""account":"ann""#, #""account":null"#, 54, "account",
      "its value must be written in quotes, without a space before it"),
    .init(
      #""account":"ann""#, #""account":["ann"]"#, 54, "account",
      "its value must be written in quotes, without a space before it"),
    .init(
      #""account":"ann""#, #""account":{"a":1}"#, 54, "account",
      "its value must be written in quotes, without a space before it"),
    .init(
      #""account":"ann""#, #""account":ann"#, 54, "account",
      "its value must be written in quotes, without a space before it"),
    .init(#""amount":"1.5""#, #""amount":"1.5","ref":"a","ref":"b""#, 109, "ref", "stands twice"),
    .init(#""1.5""#, #""""#, 94, "amount", "must not be empty"),
    .init(#""1.5""#, #""+1""#, 94, "amount", #""+1" is not a decimal: a plus sign at position 1"#),
    .init(#""1.5""#, #""-1""#, 94, "amount", "must not be negative"),
    .init(#""1.5""#, #""-0""#, 94, "amount", #""-0" is not a decimal: a negative zero (write 0)"#),
    .init(
      #""1.5""#, #""01""#, 94, "amount", #""01" is not a decimal: a leading zero at position 1"#),
    .init(
      #""1.5""#, #""00""#, 94, "amount", #""00" is not a decimal: a leading zero at position 1"#),
    .init(#""1.5""#, #""1.""#, 96, "amount", #""1." is not a decimal: no digit at position 3"#),
    .init(
      #""1.5""#, #""1.50""#, 97, "amount",
      #""1.50" is not a decimal: a trailing zero at position 4"#),
    .init(
      #""1.5""#, #""1.0""#, 96, "amount", #""1.0" is not a decimal: a trailing zero at position 3"#),
    .init(#""1.5""#, #"".5""#, 94, "amount", #"".5" is not a decimal: no digit at position 1"#),
    .init(
      #""1.5""#, #""1e3""#, 95, "amount",
      #""1e3" is not a decimal: an exponent at position 2 (write all digits)"#),
    .init(
      #""1.5""#, #""1E-3""#, 95, "amount",
      #""1E-3" is not a decimal: an exponent at position 2 (write all digits)"#),
    .init(
      #""1.5""#, #""1,5""#, 95, "amount", #""1,5" is not a decimal: ',' at position 2 (a comma?)"#),
    .init(#""1.5""#, #"" 1""#, 94, "amount", #"" 1" is not a decimal: a space at position 1"#),
    .init(#""1.5""#, #""1 ""#, 95, "amount", #""1 " is not a decimal: a space at position 2"#),
    .init(#""1.5""#, #""0x1""#, 95, "amount", #""0x1" is not a decimal: 'x' at position 2"#),
    .init(#""1.5""#, #""NaN""#, 94, "amount", #""NaN" is not a decimal: a word instead of digits"#),
    .init(
      #""1.5""#, #""Infinity""#, 94, "amount",
      #""Infinity" is not a decimal: a word instead of digits"#),
    .init(
      #""1.5""#, #""1.2345678""#, 94, "amount",
      "1.2345678 has more decimals than the 6 that its asset was declared with"),
    .init(
      #""1.5""#, #""1.1234567890123456789""#, 114, "amount",
      #""1.1234567890123456789" has 19 decimals: at most 18 are allowed"#),
    .init(
      #""1.5""#, #""170141183460469231731.8""#, 94, "amount",
      #""170141183460469231731.8" is too large a number"#),
    .init(
      #""1.5""#, #""170141183460469231732""#, 94, "amount",
      #""170141183460469231732" is too large a number"#),
    .init(
      #""1.5""#, #""1..5""#, 96, "amount", #""1..5" is not a decimal: a second point at position 3"#
    ),
    .init(
      #""1.5""#, #""--1""#, 95, "amount",
      #""--1" is not a decimal: a sign in the wrong place at position 2"#),
    .init(#""1.5""#, #""-""#, 95, "amount", #""-" is not a decimal: no digit at position 2"#),
    .init(#""1.5""#, #""1_000""#, 95, "amount", #""1_000" is not a decimal: '_' at position 2"#),
    .init(
      #""1.5""#, #""１""#, 94, "amount",
      #""\xEF\xBC\x91" is not a decimal: the byte 0xEF at position 1"#),
    .init(#""ann""#, #""""#, 65, "account", "must not be empty"),
    .init(#""ann""#, #""a\nb""#, 65, "account", "a name must not hold control characters"),
    .init(
      #""ann""#, "\"a\u{9}b\"", 66, "account",
      #"a control character in a string must be escaped, as \n or \u001b"#),
    .init(#""ann""#, #""a\u001fb""#, 65, "account", "a name must not hold control characters"),
    .init(#""ann""#, "\"a\u{7f}b\"", 65, "account", "a name must not hold control characters"),
    .init(
      #""USD""#, #""EUR""#, 79, "asset",
      #"unknown asset "EUR": an event of kind "asset" must declare it first"#),
    .init(
      #""USD""#, #""usd""#, 79, "asset",
      #"unknown asset "usd": an event of kind "asset" must declare it first"#),
    .init(
      #""USD""#, #""P""#, 79, "asset",
      #"unknown asset "P": an event of kind "asset" must declare it first"#),
    .init(#""amount":"1.5""#, #""amount":"1.5","ref":"\/""#, 106, "ref", escape),
    .init(#""amount":"1.5""#, #""amount":"1.5","ref":"\u0041""#, 106, "ref", escape),
    .init(#""amount":"1.5""#, #""amount":"1.5","ref":"\u001F""#, 106, "ref", escape),
    .init(#""amount":"1.5""#, #""amount":"1.5","ref":"\u000a""#, 106, "ref", escape),
    .init(#""amount":"1.5""#, #""amount":"1.5","ref":"\u0022""#, 106, "ref", escape),
    .init(#""amount":"1.5""#, #""amount":"1.5","ref":"\x""#, 106, "ref", escape),
    .init(
      #""amount":"1.5""#, #""amount":"1.5","ref":"\""#, 109, "ref",
      #"the line ends inside a string; the closing '"' is missing"#),
    .init(#""amount":"1.5""#, #""amount":"1.5","ref":"\u00""#, 106, "ref", escape),
    .init(#""amount":"1.5""#, #""amount":"1.5","ref":"\u""#, 106, "ref", escape),
    .init(#""amount":"1.5""#, #""amount":"1.5","ref":"\ud83e\udd94""#, 106, "ref", escape),
    .init(
      #""amount":"1.5""#, "\"amount\":\"1.5\",\"ref\":\"a\u{a}b\"", 107, "ref",
      #"a control character in a string must be escaped, as \n or \u001b"#),
    .init(
      #""amount":"1.5""#, "\"amount\":\"1.5\",\"ref\":\"a\u{0}b\"", 107, "ref",
      #"a control character in a string must be escaped, as \n or \u001b"#),
    .init(
      #""amount":"1.5""#, "\"amount\":\"1.5\",\"ref\":\"a\u{1f}b\"", 107, "ref",
      #"a control character in a string must be escaped, as \n or \u001b"#),
    .init(#""amount":"1.5""#, #""amount":"1.5","ref":"\'""#, 106, "ref", escape),
    .init(#""amount":"1.5""#, #""amount":"1.5","ref":"\U001f""#, 106, "ref", escape),
  ]

  /// What of the fill is replaced, and by what.
  static let changedFills: [Bad] = [
    .init(
      #""price":"2""#, #""price":"2","role":null"#, 116, "role",
      "its value must be written in quotes, without a space before it"),
    .init(
      #""size":"1""#, #""size":"0.123456789""#, 101, "size",
      "0.123456789 has more decimals than the 8 that its asset was declared with"),
    .init(#""price":"2""#, #""price":"-2""#, 113, "price", "must not be negative"),
    .init(
      #""price":"2""#, #""price":"2","fee":"-0""#, 123, "fee",
      #""-0" is not a decimal: a negative zero (write 0)"#),
    .init(
      #""price":"2""#, #""price":"2","fee":"0.1234567""#, 123, "fee",
      "0.1234567 has more decimals than the 6 that its asset was declared with"),
    .init(#""price":"2""#, #""price":"2","fee":"""#, 123, "fee", "must not be empty"),
    .init(
      #""P""#, #""Q""#, 77, "market",
      #"unknown market "Q": an event of kind "market" must declare it first"#),
    .init(#""buy""#, #""BUY""#, 88, "side", "must be one of buy, sell"),
    .init(#""buy""#, #""""#, 88, "side", "must be one of buy, sell"),
    .init(#""buy""#, #""b\u0075y""#, 88, "side", "must be one of buy, sell"),
    .init(#""buy""#, #""bu""#, 88, "side", "must be one of buy, sell"),
    .init(
      #""price":"2""#, #""price":"2","role":"both""#, 124, "role", "must be one of maker, taker"),
  ]

  /// What follows `"kind":`.
  static let otherKinds: [Bad] = [
    .init(
      "", #""deposit","account":"ann","asset":"USD","amount":"1.5"} "#, 99, nil,
      "nothing may follow the closing '}'"),
    .init(
      "", "\"deposit\",\"account\":\"ann\",\"asset\":\"USD\",\"amount\":\"1.5\"}\u{d}", 99, nil,
      #"the line ends with a carriage return; save the file with LF line ends"#),
    .init(
      "", #""deposit","account":"ann","asset":"USD","amount":"1.5"}{"#, 99, nil,
      "nothing may follow the closing '}'"),
    .init(
      "", #""deposit","account":"ann","asset":"USD","amount":"1.5"}x"#, 99, nil,
      "nothing may follow the closing '}'"),
    .init(
      "", #""deposit","account":"ann","asset":"USD","amount":"1.5""#, 98, nil,
      "the line ends where '}' or another field is expected"),
    .init(
      "", #""deposit","account":"ann","asset":"USD","amount":"1.5",}"#, 98, nil,
      "expected ',' and a field or '}' here, found ',}'"),
    .init("", #""deposit"#, 45, "kind", #"the closing '"' is missing"#),
    .init("", #"""#, 45, "kind", #"the closing '"' is missing"#),
    .init("", #""deposit""#, 53, nil, "the line ends where '}' or another field is expected"),
    .init("", #""deposit"}"#, 53, "account", #"is missing; kind "deposit" needs it"#),
    .init("", #""asset","asset":"ETH","decimals":"8"}"#, 77, "decimals", integer),
    .init("", #""asset","asset":"ETH","decimals":08}"#, 77, "decimals", integer),
    .init("", #""asset","asset":"ETH","decimals":19}"#, 77, "decimals", "must be at most 18"),
    .init(
      "", #""asset","asset":"USD","decimals":6}"#, 61, "asset", #"asset "USD" is declared already"#),
    .init(
      "", #""market","market":"P","base":"BTC","quote":"USD"}"#, 63, "market",
      #"market "P" is declared already"#),
    .init(
      "", #""market","market":"Q","base":"DOGE","quote":"USD"}"#, 74, "base",
      #"unknown asset "DOGE": an event of kind "asset" must declare it first"#),
    .init("", #""asset","asset":"","decimals":6}"#, 61, "asset", "must not be empty"),
    .init(
      "", #""market","market":"Q","base":"BTC","quote":"USD","type":"future"}"#, 101, "type",
      "must be one of perpetual, spot"),
    .init(
      "", #""funding_index","market":"P","value":"170141183461"}"#, 82, "value",
      #""170141183461" is too large a number"#),
    .init(
      "", #""funding_index","market":"P","value":"0.1234567890123456789012345678"}"#, 111, "value",
      #""0.1234567890123456789012345678" has 28 decimals: at most 27 are allowed"#),
    .init(
      "", #""funding_index","market":"P","value":1}"#, 73, "value",
      "its value must be written in quotes, without a space before it"),
    .init(
      "", #""price_update","source":"o","price":"1"}"#, 83, nil,
      #"needs exactly one of "asset" or "market""#),
    .init(
      "", #""price_update","asset":"USD","market":"P","source":"o","price":"1"}"#, 83, "market",
      #"needs exactly one of "asset" or "market""#),
    .init(
      "", #""balance_assertion","account":"ann","pool":"core","asset":"USD","amount":"1"}"#, 88,
      "pool",
      #"needs exactly one of "account" or "pool""#),
    .init(
      "", #""liquidation_fill","account":"ann","mechanism":"amm","market":"P","size":"1"}"#, 107,
      "market",
      #""market" and "side" must stand together or not at all"#),
    .init(
      "",
      #""liquidation_fill","account":"ann","mechanism":"amm","asset":"USD","side":"buy","size":"1"}"#,
      119, "side", #""market" and "side" must stand together or not at all"#),
    .init(
      "",
      #""liquidation_fill","account":"ann","mechanism":"amm","asset":"USD","size":"1","repaid":"1"}"#,
      132, "repaid", #""repaid" and "repaid_asset" must stand together or not at all"#),
    .init(
      "",
      #""liquidation_fill","account":"ann","mechanism":"amm","market":"P","side":"buy","size":"1"}"#,
      107, "market", #"needs "price" beside it"#),
    .init(
      "",
      #""liquidation_fill","account":"ann","mechanism":"amm","asset":"USD","size":"1","penalty":"1"}"#,
      133, "penalty", #"needs "market" or "repaid" beside it"#),
    .init(
      "",
      #""liquidation_fill","account":"ann","mechanism":"amm","asset":"USD","size":"1","fee":"2"}"#,
      129, "fee", #"2 is more than "size", 1"#),
    .init(
      "",
      #""fill","account":"ann","market":"P","side":"buy","size":"100000000000","price":"100000000000"}"#,
      101, "size", #"100000000000 times "price", 100000000000, is too large a number"#),
    .init(
      "",
      #""auction_start","auction":"a","account":"ann","asset":"USD","size":"1","debt_asset":"USD"}"#,
      129, "debt_asset", #""debt" and "debt_asset" must stand together or not at all"#),
    .init(
      "", #""auction_start","auction":"a","account":"ann","size":"1"}"#, 100, nil,
      #"needs exactly one of "asset" or "market""#),
    .init(
      "",
      #""liquidation_fill","account":"ann","mechanism":"amm","asset":"BTC","size":"1","repaid_asset":"USD","repaid":"1.0000001"}"#,
      153, "repaid", "1.0000001 has more decimals than the 6 that its asset was declared with"),
  ]
}
