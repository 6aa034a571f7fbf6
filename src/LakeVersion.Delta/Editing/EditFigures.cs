namespace LakeVersion.Delta.Editing;

/// <summary>What an edit did.</summary>
internal sealed record EditFigures
{
    /// <summary>Rows that are gone; null where files without statistics went unread.</summary>
    public long? Deleted { get; init; }

    /// <summary>Rows with new values.</summary>
    public long Updated { get; init; }

    /// <summary>Rows that were not there.</summary>
    public long Inserted { get; init; }

    /// <summary>Rows written again as they were.</summary>
    public long Copied { get; init; }

    /// <summary>New files of rows.</summary>
    public int AddedFiles { get; init; }

    /// <summary>Their size.</summary>
    public long AddedBytes { get; init; }

    /// <summary>Files that are no longer part of the table.</summary>
    public int RemovedFiles { get; init; }

    /// <summary>Their size.</summary>
    public long RemovedBytes { get; init; }

    /// <summary>Vectors of files that had none.</summary>
    public int VectorsAdded { get; init; }

    /// <summary>Vectors in place of others.</summary>
    public int VectorsUpdated { get; init; }

    /// <summary>Vectors that went, with their file or for another one.</summary>
    public int VectorsRemoved { get; init; }

    /// <summary>Files that tell of changes.</summary>
    public int ChangeFiles { get; init; }
}
