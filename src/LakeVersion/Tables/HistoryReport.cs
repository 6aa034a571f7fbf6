namespace LakeVersion.Tables;

/// <summary>What a copy of a table with its history holds.</summary>
/// <param name="Versions">Versions of the log.</param>
/// <param name="Files">Files of rows, deletion vectors and changes that were copied.</param>
/// <param name="Bytes">Their lengths together.</param>
/// <param name="MissingFiles">Files that only older versions need and that the revision no longer has, as after a vacuum: those versions are
/// in the log, and their rows cannot be read in full.</param>
public sealed record HistoryReport(long Versions, long Files, long Bytes, long MissingFiles);
