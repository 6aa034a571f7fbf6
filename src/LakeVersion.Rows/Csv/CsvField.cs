namespace LakeVersion.Rows.Csv;

/// <summary>A field of a record: where its text is, and where it stood in the file.</summary>
/// <param name="Start">Where its text begins in the record's text.</param>
/// <param name="Length">The length of its text.</param>
/// <param name="IsQuoted">True where it stood in quotes.</param>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Column">Its first character on that line, from 1.</param>
internal readonly record struct CsvField(int Start, int Length, bool IsQuoted, long Line, long Column);
