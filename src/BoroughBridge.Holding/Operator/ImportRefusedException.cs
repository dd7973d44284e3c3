namespace BoroughBridge.Holding.Operator;

/// <summary>An import that is not taken, none of it: row (from 1, the header is row 1), field and a code, never a value.</summary>
public sealed class ImportRefusedException(int row, string field, string code) : Exception($"row {row}: {field}: {code}");
