import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillStart, useState } from "@odoo/owl";
import { formatBytes } from "../upload/bytes";

/** What lies in one folder; the folders in it are read when they are opened. */
class ArchiveFolder extends Component {
    static template = "deratix_zip_import.ArchiveFolder";
    static components = { ArchiveFolder };
    static props = { archiveId: Number, path: String };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ folders: [], files: [], more: 0, open: {} });
        onWillStart(async () => {
            await this.load();
            if (this.state.folders.length === 1 && !this.state.files.length) {
                this.state.open[this.state.folders[0].path] = true;
            }
        });
    }

    async load() {
        const { folders, files, more } = await this.orm.call(
            "deratix.archive",
            "get_folder",
            [[this.props.archiveId]],
            { path: this.props.path, offset: this.state.files.length }
        );
        this.state.folders.push(...folders);
        this.state.files.push(...files);
        this.state.more = more;
    }

    toggle(folder) {
        this.state.open[folder.path] = !this.state.open[folder.path];
    }

    folderText({ files, refused, size }) {
        if (!files) {
            return _t("%s refused", formatInteger(refused));
        }
        const text = _t("Files: %(files)s, %(size)s", {
            files: formatInteger(files),
            size: formatBytes(size),
        });
        return refused ? _t("%(text)s, %(refused)s refused", { text, refused: formatInteger(refused) }) : text;
    }

    bytes(size) {
        return formatBytes(size);
    }

    get moreText() {
        return _t("%s more files", formatInteger(this.state.more));
    }
}

class ArchiveTreeWidget extends Component {
    static template = "deratix_zip_import.ArchiveTree";
    static components = { ArchiveFolder };
    static props = { ...standardWidgetProps };

    /** Another state or another encoding of the names: the tree is read anew. */
    get key() {
        const { state, name_encoding } = this.props.record.data;
        return [this.props.record.resId, state, name_encoding].join("-");
    }
}

registry.category("view_widgets").add("deratix_archive_tree", {
    component: ArchiveTreeWidget,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "name_encoding", type: "char" },
    ],
});
