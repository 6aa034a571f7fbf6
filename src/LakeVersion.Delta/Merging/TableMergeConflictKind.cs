namespace LakeVersion.Delta.Merging;

/// <summary>What two sides of a merge of a table disagree on.</summary>
public enum TableMergeConflictKind
{
    /// <summary>The table as a whole, as where partitioning or identity differ.</summary>
    Table,

    /// <summary>The definition of a column.</summary>
    Column,

    /// <summary>A property, the table's name or its description.</summary>
    Property,

    /// <summary>How far an application has come.</summary>
    Application,

    /// <summary>A metadata domain.</summary>
    Domain,

    /// <summary>Files whose rows both sides changed, where no key tells the rows apart.</summary>
    Files,

    /// <summary>A row: one side deleted it and the other changed it.</summary>
    Row,

    /// <summary>A cell of a row, to which both sides gave different values.</summary>
    Cell,
}
