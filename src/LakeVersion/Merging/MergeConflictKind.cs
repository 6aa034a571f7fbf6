namespace LakeVersion.Merging;

/// <summary>What a conflict of a merge is about.</summary>
public enum MergeConflictKind
{
    /// <summary>A file that both sides changed differently, or one changed and the other removed.</summary>
    File,

    /// <summary>A path that finds no room: one side has a file where the other has a folder or table, or files where the other has a table.</summary>
    Place,

    /// <summary>A table as a whole: made, dropped or replaced on one side, and otherwise on the other; or not to be combined.</summary>
    Table,

    /// <summary>A column that both sides changed differently.</summary>
    Column,

    /// <summary>A property of a table that both sides set differently.</summary>
    Property,

    /// <summary>The progress of an application that both sides moved on.</summary>
    Application,

    /// <summary>A domain of metadata that both sides changed differently.</summary>
    Domain,

    /// <summary>Data files of a table without a key that both sides changed.</summary>
    Files,

    /// <summary>A row that one side deleted and the other changed.</summary>
    Row,

    /// <summary>A cell that both sides changed differently.</summary>
    Cell,
}
