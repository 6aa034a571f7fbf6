namespace LakeVersion.Tables;

/// <summary>What a linked table consists of.</summary>
/// <param name="LinkedFiles">Data files that its log names where the lake keeps them.</param>
/// <param name="LinkedBytes">Their lengths together.</param>
/// <param name="CopiedFiles">Files that were copied beside the log, as the lake keeps them inside packs.</param>
/// <param name="CopiedBytes">Their lengths together.</param>
public sealed record LinkReport(long LinkedFiles, long LinkedBytes, long CopiedFiles, long CopiedBytes);
