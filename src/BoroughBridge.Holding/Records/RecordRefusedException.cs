namespace BoroughBridge.Holding.Records;

/// <summary>A put that cannot be taken; the message is a code that may name a field and never a value.</summary>
public sealed class RecordRefusedException(string code) : Exception(code);
